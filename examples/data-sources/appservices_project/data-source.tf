data "appservices_project" "shop" {
  name = "Local"
}

resource "appservices_app" "shop" {
  project_id = data.appservices_project.shop.id
  name       = "shop"
}
