//! `terraform test` with mocked providers: no account, no folder, no request.

use anyhow::{Result, ensure};

use crate::hcl::hcl;
use crate::terraform::Program;

/// A module that uses one object's computed values in another, as modules do. Bare mocks make up every computed value; named mocks
/// have their author's own values, and overrides.
pub(super) fn mocked(program: &Program) -> Result<()> {
    let workspace = program.workspace()?;
    workspace.write(&hcl!("mocks/module.tf"))?;
    std::fs::write(
        workspace.path().join("bare.tftest.hcl"),
        hcl!("mocks/bare.tftest.hcl"),
    )?;
    std::fs::write(
        workspace.path().join("named.tftest.hcl"),
        hcl!("mocks/named.tftest.hcl"),
    )?;
    let text = workspace.succeed(&["test", "-no-color"])?;
    ensure!(
        text.contains("4 passed, 0 failed"),
        "terraform test says:\n{text}"
    );
    Ok(())
}
