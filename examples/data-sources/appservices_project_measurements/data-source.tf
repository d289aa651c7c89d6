data "appservices_project_measurements" "example" {}

output "project_measurements" {
  value = data.appservices_project_measurements.example.measurements
}
