resource "appservices_app" "example" {
  name                = "shop"
  deployment_model    = "LOCAL"
  provider_region     = "aws-eu-west-1"
  environment         = "production"
  deletion_protection = false
}

# Atlas Triggers live in an app of their own.
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
