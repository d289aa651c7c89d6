# Without an account or a network: the provider serves the Admin API itself and keeps all objects in this folder.
provider "appservices" {
  local_path = "./appservices-data"
}
