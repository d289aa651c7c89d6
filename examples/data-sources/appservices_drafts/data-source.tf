data "appservices_drafts" "example" {
  app_id = appservices_app.example.id
}

locals {
  open_draft = one(data.appservices_drafts.example.drafts[*].id)
}
