provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "read_only" {
  name          = "a"
  client_app_id = "a-abcde"
}
resource "appservices_ip_access_list" "empty" {
  app_id  = "64f0aa64f0aa64f0aa64f0aa"
  entries = null
}
resource "appservices_ip_access_list" "inside" {
  app_id  = "64f0aa64f0aa64f0aa64f0aa"
  entries = [{ address = null, comment = "nowhere" }, { address = "the office" }]
}
