"""What a GraphQL question costs, counted before it is answered: how many looks into the store it takes.

A list within a list takes a look for each order on the outer page. That is what makes a short question expensive.
"""

from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationRule,
    get_named_type,
)

from steps.step6_two_apis.answers import LONGEST_PAGE, page_length

MOST_LOOKS = 200


class FewLooks(ValidationRule):
    """Turns down a question that takes too many looks into the store."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.fragments: dict[str, int] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        looks = self.looks_of(node.selection_set, self.context.schema.get_root_type(node.operation))
        if looks > MOST_LOOKS:
            complaint = f"The question takes {looks} looks into the store, and {MOST_LOOKS} are the most. Ask for less"
            self.report_error(GraphQLError(complaint, node))

    def looks_of(self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None) -> int:
        """How many looks it takes to answer this much of a question, once."""
        looks = 0
        for node in selected.selections if selected else []:
            match node:
                case FieldNode():
                    looks += self.looks_of_field(node, parent)
                case InlineFragmentNode(type_condition=condition):
                    of = self.context.schema.get_type(condition.name.value) if condition else parent
                    looks += self.looks_of(node.selection_set, of)
                case FragmentSpreadNode():
                    looks += self.looks_of_fragment(node.name.value)
        return looks

    def looks_of_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> int:
        fields = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        field = fields.get(node.name.value)
        if field is None:
            return 0
        within = self.looks_of(node.selection_set, get_named_type(field.type))
        if "atLeast" not in field.args:  # what can't be behind is not looked up
            return within
        return 1 + longest(node, field) * within

    def looks_of_fragment(self, name: str) -> int:
        # each is counted once, or fragments that use others twice take for ever; and one within itself is none
        if name not in self.fragments:
            self.fragments[name] = 0
            fragment = self.context.get_fragment(name)
            if fragment:
                of = self.context.schema.get_type(fragment.type_condition.name.value)
                self.fragments[name] = self.looks_of(fragment.selection_set, of)
        return self.fragments[name]


def longest(node: FieldNode, field: GraphQLField) -> int:
    """How many orders the answer to a field may hold."""
    if "limit" not in field.args:
        return 1
    limit = field.args["limit"].default_value
    for argument in node.arguments or ():
        if argument.name.value == "limit":  # a variable may turn out to be anything
            limit = int(argument.value.value) if isinstance(argument.value, IntValueNode) else LONGEST_PAGE
    return page_length(limit)
