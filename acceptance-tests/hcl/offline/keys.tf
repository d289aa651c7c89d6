provider "appservices" {
  public_key  = "ci"
  private_key = "hush"
}
