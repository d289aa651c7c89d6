list "appservices_dependencies" "all" {
  provider = appservices

  config {
    app_id = "64f0aa11bb22cc33dd44ee55"
  }
}
