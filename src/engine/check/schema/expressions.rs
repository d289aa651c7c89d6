//! The rule for validators that look at other attributes: their paths lead somewhere.

use crate::engine::check::problems::problem;
use crate::engine::fields::{Fields, Part};
use crate::engine::{Block, Path, PathError, Repeat, Step, Type};

/// Finds the validators whose paths lead to nothing that the schema has.
pub(super) fn check_expressions(block: &Block, found: &mut Vec<PathError>) {
    within(block, block.into(), &Path::root(), &Path::root(), found);
}

/// `shown` is the path as the other rules show it, without elements.
fn within(root: &Block, fields: Fields<'_>, at: &Path, shown: &Path, found: &mut Vec<PathError>) {
    for part in fields.parts() {
        let at = at.then(part.name());
        let shown = shown.then(part.name());
        if let Part::Attribute(attribute) = part {
            let others = attribute
                .validators
                .iter()
                .flat_map(|validator| validator.others());
            for target in others
                .map(|other| other.target(&at))
                .filter(|target| !leads(root.into(), &target.0))
            {
                problem(
                    found,
                    &shown,
                    format!(
                        "has a validator that looks at {target}, which the schema does not have; mend the path"
                    ),
                );
            }
        }
        match part.objects() {
            None => {}
            Some((Repeat::One, inner)) => within(root, inner, &at, &shown, found),
            Some((_, inner)) => within(root, inner, &at.element(), &shown, found),
        }
    }
}

/// Reports whether the steps lead to something in the object.
fn leads(fields: Fields<'_>, steps: &[Step]) -> bool {
    let [first, rest @ ..] = steps else {
        return true;
    };
    let Step::Attribute(name) = first else {
        return false;
    };
    let Some(part) = fields.parts().find(|part| part.name() == name) else {
        return false;
    };
    match (part.objects(), part) {
        (Some((Repeat::One, inner)), _) => leads(inner, rest),
        (Some((repeat, inner)), _) => match rest {
            [] => true,
            [step, rest @ ..] => repeats(repeat, step) && leads(inner, rest),
        },
        (None, Part::Attribute(attribute)) => leads_in(&attribute.ty(), rest),
        (None, Part::Block(_)) => false,
    }
}

/// Reports whether the step leads to an object of those that repeat so.
const fn repeats(repeat: Repeat, step: &Step) -> bool {
    match step {
        Step::Attribute(_) => false,
        Step::Element => true,
        Step::Index(_) => matches!(repeat, Repeat::List),
        Step::Key(_) => matches!(repeat, Repeat::Map),
    }
}

/// Reports whether the steps lead to something in a plain type.
fn leads_in(ty: &Type, steps: &[Step]) -> bool {
    let [first, rest @ ..] = steps else {
        return true;
    };
    match (first, ty) {
        (_, Type::Dynamic) => true,
        (Step::Attribute(name), Type::Object(types)) => {
            types.get(name).is_some_and(|ty| leads_in(ty, rest))
        }
        (Step::Index(_) | Step::Element, Type::List(inner))
        | (Step::Element, Type::Set(inner))
        | (Step::Key(_) | Step::Element, Type::Map(inner)) => leads_in(inner, rest),
        (Step::Index(index), Type::Tuple(types)) => {
            types.get(*index).is_some_and(|ty| leads_in(ty, rest))
        }
        _ => false,
    }
}
