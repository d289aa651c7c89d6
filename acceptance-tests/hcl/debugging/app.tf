provider "appservices" {
  local_path = "@FOLDER@"
}

resource "appservices_app" "a" {
  name = "a"
}
