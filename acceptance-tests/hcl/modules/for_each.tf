provider "appservices" {
  local_path = "./data"
}

locals {
  names = toset(["one", "two", "three"])
}

resource "appservices_app" "each" {
  for_each = local.names
  name     = each.key
}
