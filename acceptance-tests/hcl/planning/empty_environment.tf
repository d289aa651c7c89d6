provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name        = "a"
  environment = ""
}
