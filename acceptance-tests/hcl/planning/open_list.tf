provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_ip_access_list_entry" "e" {
  app_id  = appservices_app.a.id
  address = "10.0.0.1"
}
