provider "appservices" {
  local_path = "./data"
}
