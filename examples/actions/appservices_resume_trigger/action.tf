# terraform apply -invoke=action.appservices_resume_trigger.example
action "appservices_resume_trigger" "example" {
  config {
    app_id     = appservices_app.triggers.id
    trigger_id = appservices_trigger.example.id
  }
}
