# No account and no network: the provider serves the Admin API itself and keeps what is made in this folder.
provider "appservices" {
  local_path = "./appservices-data"
}
