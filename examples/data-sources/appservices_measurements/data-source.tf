data "appservices_measurements" "example" {
  app_id = appservices_app.example.id
}

output "measurements" {
  value = data.appservices_measurements.example.measurements
}
