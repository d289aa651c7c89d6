# terraform apply -invoke=action.appservices_discard_draft.example
action "appservices_discard_draft" "example" {
  config {
    app_id   = appservices_app.example.id
    draft_id = "65a1bb22cc33dd44ee55ff66"
  }
}
