list "appservices_app" "all" {
  provider = appservices
}
