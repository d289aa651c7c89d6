data "appservices_project" "by_name" {
  name = "Local"
}

resource "appservices_app" "in_project" {
  project_id = data.appservices_project.by_name.id
  name       = "in-project"
}
