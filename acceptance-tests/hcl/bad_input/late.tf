provider "appservices" {
  local_path = "./data"
}

resource "appservices_app" "a" {
  name = "a"
}

resource "terraform_data" "later" {
  input = { name = null }
}
resource "appservices_secret" "late" {
  app_id = appservices_app.a.id
  name   = terraform_data.later.output.name
  value  = "v"
}
