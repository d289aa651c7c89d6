terraform {
  required_providers {
    appservices = {
      source  = "atlas-appservices/appservices"
      version = "~> 0.1"
    }
  }
}

# Keys come from MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY.
provider "appservices" {
  project_id = "5f2a4c6e8f0a1b2c3d4e5f60"
}
