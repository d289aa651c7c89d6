import {
  to = appservices_dependencies.example
  identity = {
    project_id = "5f2a4c6e8f0a1b2c3d4e5f60"
    app_id     = "64f0aa11bb22cc33dd44ee55"
  }
}
