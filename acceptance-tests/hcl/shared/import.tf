import {
  to = @ADDRESS@
  id = "@ID@"
}
