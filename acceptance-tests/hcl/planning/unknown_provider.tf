resource "terraform_data" "folder" {
  input = "./data"
}

provider "appservices" {
  local_path = terraform_data.folder.output
}

resource "appservices_app" "a" {
  name = "a"
}
