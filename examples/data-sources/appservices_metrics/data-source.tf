data "appservices_metrics" "example" {
  app_id      = appservices_app.example.id
  start       = "2026-11-01T00:00:00Z"
  end         = "2026-11-02T00:00:00Z"
  granularity = "PT1H"
}

output "metrics" {
  value = data.appservices_metrics.example.measurements
}
