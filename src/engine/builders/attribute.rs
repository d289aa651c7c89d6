//! Attributes.

use crate::engine::{
    Attribute, Meaning, Modifier, Nesting, Recompute, Replace, Shape, Type, Usage, Validator, Value,
};

/// Constructors. An attribute is optional unless a method says otherwise.
impl Attribute {
    /// Returns an attribute of the type.
    pub fn of(name: impl Into<String>, ty: Type) -> Self {
        Self::shaped(
            name.into(),
            Shape::Plain(ty),
            Usage::Optional,
            String::new(),
        )
    }

    /// Returns a string attribute.
    #[doc(alias = "StringAttribute")]
    pub fn string(name: impl Into<String>) -> Self {
        Self::of(name, Type::String)
    }

    /// Returns a number attribute. Numbers are exact and of any size;
    /// [`validators::integer`](crate::engine::validators::integer) and its like narrow them.
    #[doc(alias("Int64Attribute", "NumberAttribute"))]
    pub fn number(name: impl Into<String>) -> Self {
        Self::of(name, Type::Number)
    }

    /// Returns a bool attribute.
    #[doc(alias = "BoolAttribute")]
    pub fn bool(name: impl Into<String>) -> Self {
        Self::of(name, Type::Bool)
    }

    /// Returns an attribute whose type each value brings along.
    #[doc(alias = "DynamicAttribute")]
    pub fn dynamic(name: impl Into<String>) -> Self {
        Self::of(name, Type::Dynamic)
    }

    /// Returns a list attribute with elements of the type.
    #[doc(alias = "ListAttribute")]
    pub fn list(name: impl Into<String>, element: Type) -> Self {
        Self::of(name, Type::list(element))
    }

    /// Returns a set attribute with elements of the type.
    #[doc(alias = "SetAttribute")]
    pub fn set(name: impl Into<String>, element: Type) -> Self {
        Self::of(name, Type::set(element))
    }

    /// Returns a map attribute with elements of the type.
    #[doc(alias = "MapAttribute")]
    pub fn map(name: impl Into<String>, element: Type) -> Self {
        Self::of(name, Type::map(element))
    }

    /// Returns an attribute that is one object with attributes of its own.
    #[doc(alias = "SingleNestedAttribute")]
    pub fn single_nested(
        name: impl Into<String>,
        attributes: impl IntoIterator<Item = Self>,
    ) -> Self {
        Self::nesting(name, Nesting::Single, attributes)
    }

    /// Returns an attribute that is a list of objects with attributes of their own.
    #[doc(alias = "ListNestedAttribute")]
    pub fn list_nested(
        name: impl Into<String>,
        attributes: impl IntoIterator<Item = Self>,
    ) -> Self {
        Self::nesting(name, Nesting::List, attributes)
    }

    /// Returns an attribute that is a set of objects with attributes of their own.
    #[doc(alias = "SetNestedAttribute")]
    pub fn set_nested(name: impl Into<String>, attributes: impl IntoIterator<Item = Self>) -> Self {
        Self::nesting(name, Nesting::Set, attributes)
    }

    /// Returns an attribute that is a map of objects with attributes of their own.
    #[doc(alias = "MapNestedAttribute")]
    pub fn map_nested(name: impl Into<String>, attributes: impl IntoIterator<Item = Self>) -> Self {
        Self::nesting(name, Nesting::Map, attributes)
    }

    fn nesting(
        name: impl Into<String>,
        nesting: Nesting,
        attributes: impl IntoIterator<Item = Self>,
    ) -> Self {
        let shape = Shape::Nested(nesting, attributes.into_iter().collect());
        Self::shaped(name.into(), shape, Usage::Optional, String::new())
    }
}

/// What can be said of an attribute.
impl Attribute {
    /// A configuration must set the attribute.
    #[must_use]
    pub fn required(self) -> Self {
        self.usage(Usage::Required)
    }

    /// A configuration may set the attribute. The provider never does.
    #[must_use]
    pub fn optional(self) -> Self {
        self.usage(Usage::Optional)
    }

    /// The provider sets the attribute. A configuration cannot.
    #[must_use]
    pub fn computed(self) -> Self {
        self.usage(Usage::Computed)
    }

    /// A configuration may set the attribute. The provider does otherwise.
    #[must_use]
    pub fn optional_computed(self) -> Self {
        self.usage(Usage::OptionalComputed)
    }

    fn usage(self, usage: Usage) -> Self {
        Self { usage, ..self }
    }

    /// Says what the attribute is, as Markdown.
    #[must_use]
    #[doc(alias("Description", "MarkdownDescription"))]
    pub fn describe(self, description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..self
        }
    }

    /// Hides the value in everything that Terraform prints.
    #[must_use]
    pub fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    /// Keeps the value out of plans and states (Terraform 1.11).
    #[must_use]
    pub fn write_only(self) -> Self {
        Self {
            write_only: true,
            ..self
        }
    }

    /// Warns each user of the attribute. `why` names what to use instead.
    #[must_use]
    #[doc(alias = "DeprecationMessage")]
    pub fn deprecated(self, why: impl Into<String>) -> Self {
        Self {
            deprecated: Some(why.into()),
            ..self
        }
    }

    /// Sets the value that the attribute has if the configuration leaves it out. The attribute
    /// becomes optional and computed.
    #[must_use]
    pub fn default(self, value: impl Into<Value>) -> Self {
        Self {
            default: Some(value.into()),
            usage: Usage::OptionalComputed,
            ..self
        }
    }

    /// A change forces replacement.
    #[must_use]
    pub fn requires_replace(self) -> Self {
        self.replace(Replace::OnChange)
    }

    /// A change forces replacement if `is_needed` says so of the old and the new value; see
    /// [`Replace::If`].
    #[must_use]
    pub fn requires_replace_if(self, is_needed: fn(&Value, &Value) -> bool) -> Self {
        self.replace(Replace::If(is_needed))
    }

    /// A change forces replacement if the configuration sets the attribute.
    #[must_use]
    pub fn requires_replace_if_configured(self) -> Self {
        self.replace(Replace::IfConfigured)
    }

    /// A change forces replacement unless the old value is null, as it is after an import of what
    /// the API never returns.
    #[must_use]
    pub fn requires_replace_if_known(self) -> Self {
        self.replace(Replace::OnChangeFromKnown)
    }

    fn replace(self, replace: Replace) -> Self {
        Self { replace, ..self }
    }

    /// Keeps the computed value in the plan of an update, null included: for ids and the like.
    #[must_use]
    pub fn use_state_for_unknown(self) -> Self {
        self.recompute(Recompute::Never)
    }

    /// Keeps the computed value in the plan of an update once there is one.
    #[must_use]
    pub fn use_non_null_state_for_unknown(self) -> Self {
        self.recompute(Recompute::NeverOnceSet)
    }

    /// Keeps the computed value in the plan of an update unless one of these attributes beside it
    /// changes.
    #[must_use]
    pub fn recompute_on_change_of<S: Into<String>>(
        self,
        names: impl IntoIterator<Item = S>,
    ) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.recompute(Recompute::OnChangeOf(names))
    }

    fn recompute(self, recompute: Recompute) -> Self {
        Self { recompute, ..self }
    }

    /// Says which different spellings mean the same. A change of the spelling alone is no
    /// difference.
    #[must_use]
    #[doc(alias("CustomType", "semantic equality"))]
    pub fn meaning(self, meaning: Meaning) -> Self {
        Self { meaning, ..self }
    }

    /// Refuses null elements in the collections of a plain type.
    #[must_use]
    pub fn no_null_elements(self) -> Self {
        Self {
            no_null_elements: true,
            ..self
        }
    }

    /// Adds a validator.
    #[must_use]
    #[doc(alias = "Validators")]
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }

    /// Adds a plan modifier.
    #[must_use]
    #[doc(alias = "PlanModifiers")]
    pub fn modify(mut self, modifier: Modifier) -> Self {
        self.modifiers.push(modifier);
        self
    }
}
