import {
  to = appservices_function.shared
  id = "@ID@"
}
