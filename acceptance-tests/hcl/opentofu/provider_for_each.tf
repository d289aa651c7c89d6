locals {
  projects = {
    one = "5f0000000000000000000001"
    two = "5f0000000000000000000002"
  }
}

provider "appservices" {
  alias      = "by_name"
  for_each   = local.projects
  local_path = "./data"
  project_id = each.value
}

resource "appservices_app" "each" {
  for_each = { for name, project in local.projects : name => project if contains(@APPS@, name) }
  provider = appservices.by_name[each.key]
  name     = each.key
}

output "projects" {
  value = { for name, app in appservices_app.each : name => app.project_id }
}
