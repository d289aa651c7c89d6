resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_function" "f" {
  app_id = appservices_app.a.id
  name   = "f"
  source = "@SOURCE@"
}

action "appservices_redeploy" "earlier" {
  config {
    app_id        = appservices_app.a.id
    deployment_id = "@DEPLOYMENT@"
  }
}

action "appservices_discard_draft" "open" {
  config {
    app_id   = appservices_app.a.id
    draft_id = "@DRAFT@"
  }
}
