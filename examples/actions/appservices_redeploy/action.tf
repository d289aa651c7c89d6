# terraform apply -invoke=action.appservices_redeploy.example
action "appservices_redeploy" "example" {
  config {
    app_id        = appservices_app.example.id
    deployment_id = "65a1bb22cc33dd44ee55ff66"
  }
}
