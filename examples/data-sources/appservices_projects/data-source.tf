data "appservices_projects" "all" {}

output "projects" {
  value = { for project in data.appservices_projects.all.projects : project.name => project.id }
}
