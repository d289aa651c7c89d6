provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_app" "b" {
  name = "b"
}

resource "appservices_function" "f" {
  app_id       = appservices_app.a.id
  name         = "f"
  source       = "exports = 1"
  can_evaluate = @JSON@
}

resource "appservices_ip_access_list" "l" {
  app_id  = appservices_app.b.id
  entries = [@ENTRIES@]
}

resource "appservices_ip_access_list_entry" "e" {
  app_id  = appservices_app.a.id
  address = "@ADDRESS@"
  comment = ""
}
