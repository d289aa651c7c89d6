provider "appservices" {
  local_path = "./data"
}

provider "appservices" {
  alias      = "second"
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "appservices_secret" "first" {
  count  = 4
  app_id = appservices_app.a.id
  name   = "first${count.index}"
  value  = "v"
}

resource "appservices_secret" "second" {
  provider = appservices.second
  count    = 4
  app_id   = appservices_app.a.id
  name     = "second${count.index}"
  value    = "v"
}
