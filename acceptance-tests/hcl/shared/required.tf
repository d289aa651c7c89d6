terraform {
  required_providers {
    appservices = {
      source = "atlas-appservices/appservices"
    }
  }
}
