resource "appservices_app" "example" {
  name                = "shop"
  deployment_model    = "LOCAL"
  provider_region     = "aws-eu-west-1"
  environment         = "production"
  deletion_protection = false
}

# Atlas Triggers belong to a separate app.
resource "appservices_app" "triggers" {
  name        = "Triggers"
  product     = "atlas"
  template_id = "triggers"
  data_source = {
    name   = "mongodb-atlas"
    type   = "mongodb-atlas"
    config = jsonencode({ clusterName = "Cluster0" })
  }
}
