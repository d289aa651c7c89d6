provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_app" "t" {
  name    = "Triggers"
  product = "atlas"
}
