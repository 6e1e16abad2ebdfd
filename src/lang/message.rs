//! What syntax errors say, word for word as PowerShell says it.
//!
//! In:    the words that fill the gaps of a message.
//! Out:   id and text.
//! Never: decides when something is wrong.

use std::borrow::Cow;

/// A message with its id; `{0}` and `{1}` are gaps.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) id: &'static str,
    pub(crate) text: &'static str,
}

impl Message {
    /// The text with its gaps filled; doubled braces stand for one, as in every filled text.
    pub(crate) fn with(&self, words: &[&str]) -> Cow<'static, str> {
        let mut text = String::with_capacity(self.text.len() + 16);
        let mut rest = self.text;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let tail = &rest[at..];
            let digit = tail.as_bytes().get(1).copied().unwrap_or(0);
            if tail.starts_with("{{") || tail.starts_with("}}") {
                text.push_str(&tail[..1]);
                rest = &tail[2..];
            } else if digit.is_ascii_digit() && tail.as_bytes().get(2) == Some(&b'}') {
                text.push_str(words.get(usize::from(digit - b'0')).unwrap_or(&""));
                rest = &tail[3..];
            } else {
                text.push_str(&tail[..1]);
                rest = &tail[1..];
            }
        }
        text.push_str(rest);
        Cow::Owned(text)
    }
}

pub(crate) const ATTRIBUTE_NOT_ALLOWED_ON_DECLARATION: Message = Message {
    id: "AttributeNotAllowedOnDeclaration",
    text: "Attribute '{0}' is not valid on this declaration. It is valid on '{1}' declarations only.",
};

pub(crate) const BASE_CLASS_NO_DEFAULT_CTOR: Message =
    Message { id: "BaseClassNoDefaultCtor", text: "Base class '{0}' does not contain a parameterless constructor." };

pub(crate) const ARRAY_HAS_TOO_MANY_DIMENSIONS: Message = Message {
    id: "ArrayHasTooManyDimensions",
    text: "The array has too many dimensions: {0}. The number of dimensions for an array must be less than or equal to 32.",
};

pub(crate) const ARRAY_REFERENCE_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "ArrayReferenceNotSupportedInDataSection",
    text: "Array references are not allowed in restricted language mode or a Data section.",
};

pub(crate) const ASSIGNMENT_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "AssignmentStatementNotSupportedInDataSection",
    text: "Assignment statements are not allowed in restricted language mode or a Data section.",
};

pub(crate) const ASSIGNMENT_STATEMENT_TO_AUTOMATIC_NOT_SUPPORTED: Message =
    Message { id: "AssignmentStatementToAutomaticNotSupported", text: "Cannot assign automatic variable '{0}' with type '{1}'" };

pub(crate) const ATTRIBUTE_NOT_SUPPORTED_IN_DATA_SECTION: Message =
    Message { id: "AttributeNotSupportedInDataSection", text: "Attributes are not allowed in restricted language mode or a Data section." };

pub(crate) const BACKGROUND_OPERATOR_IN_PIPELINE_CHAIN: Message =
    Message { id: "BackgroundOperatorInPipelineChain", text: "Background operators can only be used at the end of a pipeline chain." };

pub(crate) const CANNOT_CONVERT_VALUE: Message = Message { id: "CannotConvertValue", text: "Cannot convert the value to type \"{0}\"." };

pub(crate) const CMDLET_NOT_IN_ALLOWED_LIST_FOR_DATA_SECTION: Message = Message {
    id: "CmdletNotInAllowedListForDataSection",
    text: "The command '{0}' is not allowed in restricted language mode or a Data section.",
};

pub(crate) const CONFIGURATION_NOT_SUPPORTED_IN_POWER_SHELL_CORE: Message =
    Message { id: "ConfigurationNotSupportedInPowerShellCore", text: "Configuration keyword is not supported in PowerShell 6+." };

pub(crate) const CONSTRUCTOR_CANT_HAVE_RETURN_TYPE: Message =
    Message { id: "ConstructorCantHaveReturnType", text: "A constructor cannot specify a return type." };

pub(crate) const CONTROL_LEAVING_FINALLY: Message =
    Message { id: "ControlLeavingFinally", text: "Flow of control cannot leave a Finally block." };

pub(crate) const CUSTOM_ATTRIBUTE_TYPE_NOT_FOUND: Message = Message {
    id: "CustomAttributeTypeNotFound",
    text: "Cannot find the type for custom attribute '{0}'. Make sure that the assembly that contains this type is loaded.",
};

pub(crate) const DATA_SECTION_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "DataSectionStatementNotSupportedInDataSection",
    text: "The data statement is not allowed in restricted language mode or another Data section.",
};

pub(crate) const DOT_SOURCING_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "DotSourcingNotSupportedInDataSection",
    text: "Dot sourcing is not allowed in restricted language mode or a Data section.",
};

pub(crate) const DO_WHILE_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "DoWhileStatementNotSupportedInDataSection",
    text: "The Do and While statements are not allowed in restricted language mode or a Data section.",
};

pub(crate) const DUPLICATE_FORMAL_PARAMETER: Message =
    Message { id: "DuplicateFormalParameter", text: "Duplicate parameter ${0} in parameter list." };

pub(crate) const DUPLICATE_KEY_IN_HASH_LITERAL: Message =
    Message { id: "DuplicateKeyInHashLiteral", text: "Duplicate keys '{0}' are not allowed in hash literals." };

pub(crate) const DUPLICATE_NAMED_ARGUMENT: Message =
    Message { id: "DuplicateNamedArgument", text: "Duplicate named arguments '{0}' are not allowed." };

pub(crate) const DUPLICATE_QUALIFIER: Message = Message { id: "DuplicateQualifier", text: "Duplicate '{0}' qualifier" };

pub(crate) const DUPLICATE_SCRIPT_COMMAND_CLAUSE: Message =
    Message { id: "DuplicateScriptCommandClause", text: "Script command clause '{0}' has already been defined." };

pub(crate) const EMPTY_CATCH_NOT_LAST: Message = Message { id: "EmptyCatchNotLast", text: "Catch block must be the last catch block." };

pub(crate) const EMPTY_PIPELINE_CHAIN_ELEMENT: Message =
    Message { id: "EmptyPipelineChainElement", text: "A pipeline chain operator must be followed by a pipeline." };

pub(crate) const EMPTY_PIPE_ELEMENT: Message = Message { id: "EmptyPipeElement", text: "An empty pipe element is not allowed." };

pub(crate) const END_SQUARE_BRACKET_EXPECTED_AT_END_OF_ATTRIBUTE: Message =
    Message { id: "EndSquareBracketExpectedAtEndOfAttribute", text: "Missing ] at end of attribute or type literal." };

pub(crate) const END_SQUARE_BRACKET_EXPECTED_AT_END_OF_TYPE: Message =
    Message { id: "EndSquareBracketExpectedAtEndOfType", text: "Missing ] at end of type token." };

pub(crate) const ENUMERATOR_VALUE_MUST_BE_CONSTANT: Message =
    Message { id: "EnumeratorValueMustBeConstant", text: "Enumerator value must be a constant value." };

pub(crate) const ENUMERATOR_VALUE_OUT_OF_BOUNDS: Message =
    Message { id: "EnumeratorValueOutOfBounds", text: "Enumerator value is either too large or too small for {0}." };

pub(crate) const EXCEPTION_TYPE_ALREADY_CAUGHT: Message =
    Message { id: "ExceptionTypeAlreadyCaught", text: "Exception type {0} is already handled by a previous handler." };

pub(crate) const EXPECTED_EXPRESSION: Message = Message { id: "ExpectedExpression", text: "An expression was expected after '('." };

pub(crate) const EXPECTED_VALUE_EXPRESSION: Message =
    Message { id: "ExpectedValueExpression", text: "You must provide a value expression following the '{0}' operator." };

pub(crate) const EXPRESSIONS_MUST_BE_FIRST_IN_PIPELINE: Message =
    Message { id: "ExpressionsMustBeFirstInPipeline", text: "Expressions are only allowed as the first element of a pipeline." };

pub(crate) const FLOW_CONTROL_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "FlowControlStatementNotSupportedInDataSection",
    text: "Flow control statements such as Break, Continue, Return, Exit, and Throw are not allowed in restricted language mode or a Data section.",
};

pub(crate) const FOREACH_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "ForeachStatementNotSupportedInDataSection",
    text: "Foreach statements are not allowed in restricted language mode or a Data section.",
};

pub(crate) const FOR_WHILE_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "ForWhileStatementNotSupportedInDataSection",
    text: "For and While statements are not allowed in restricted language mode or a Data section.",
};

pub(crate) const FUNCTION_DECLARATION_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "FunctionDeclarationNotSupportedInDataSection",
    text: "Function declarations are not allowed in restricted language mode or a Data section.",
};

pub(crate) const IF_STATEMENT_MISSING_CONDITION: Message =
    Message { id: "IfStatementMissingCondition", text: "Missing condition in if statement after '{0} ('." };

pub(crate) const INCOMPLETE_MEMBER_DEFINITION: Message =
    Message { id: "IncompleteMemberDefinition", text: "Missing a property name or method definition." };

pub(crate) const INVALID_FOREACH_FLAG: Message =
    Message { id: "InvalidForeachFlag", text: "The parameter {0} is not valid for the foreach statement." };

pub(crate) const INVALID_FUNCTION_PARAMETER: Message = Message {
    id: "InvalidFunctionParameter",
    text: "Parameter declarations are a comma-separated list of variable names with optional initializer expressions.",
};

pub(crate) const INVALID_LEFT_HAND_SIDE: Message = Message {
    id: "InvalidLeftHandSide",
    text: "The assignment expression is not valid. The input to an assignment operator must be an object that is able to accept assignments, such as a variable or a property.",
};

pub(crate) const INVALID_NAMESPACE_VALUE: Message =
    Message { id: "InvalidNamespaceValue", text: "The specified namespace in the 'using' statement contains invalid characters." };

pub(crate) const INVALID_PARAMETER_FOR_DATA_SECTION_STATEMENT: Message = Message {
    id: "InvalidParameterForDataSectionStatement",
    text: "The \"{0}\" parameter of the Data section is not valid. The valid Data section parameter is SupportedCommand.",
};

pub(crate) const INVALID_SWITCH_FLAG: Message =
    Message { id: "InvalidSwitchFlag", text: "The parameter {0} is not valid for the switch statement." };

pub(crate) const INVALID_UNDERLYING_TYPE: Message = Message {
    id: "InvalidUnderlyingType",
    text: "'{0}' is not a valid underlying type for enums. Expected a builtin integral type (one of byte, sbyte, short, ushort, int, uint, long or ulong)",
};

pub(crate) const INVALID_USING_EXPRESSION: Message =
    Message { id: "InvalidUsingExpression", text: "Expression is not allowed in a Using expression." };

pub(crate) const INVALID_VALUE_FOR_USING_ITEM_NAME: Message =
    Message { id: "InvalidValueForUsingItemName", text: "'{0}' is not a valid value for using name." };

pub(crate) const KEYWORD_PARAMETER_RESERVED_FOR_FUTURE_USE: Message =
    Message { id: "KeywordParameterReservedForFutureUse", text: "The {0} '-{1}' parameter is reserved for future use." };

pub(crate) const LABEL_NOT_FOUND: Message = Message { id: "LabelNotFound", text: "Label '{0}' not found inside the method." };

pub(crate) const MEMBER_ALREADY_DEFINED: Message = Message { id: "MemberAlreadyDefined", text: "The member '{0}' is already defined." };

pub(crate) const METHOD_CALL_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "MethodCallNotSupportedInDataSection",
    text: "Method calls are not allowed in restricted language mode or a Data section.",
};

pub(crate) const METHOD_HAS_CODE_PATH_NOT_RETURN: Message =
    Message { id: "MethodHasCodePathNotReturn", text: "Not all code path returns value within method." };

pub(crate) const MISSING_ARGUMENT: Message = Message { id: "MissingArgument", text: "Missing argument in parameter list." };

pub(crate) const MISSING_ARRAY_INDEX_EXPRESSION: Message =
    Message { id: "MissingArrayIndexExpression", text: "Array index expression is missing or not valid." };

pub(crate) const MISSING_ASSEMBLY_NAME_SPECIFICATION: Message =
    Message { id: "MissingAssemblyNameSpecification", text: "The type name is missing the assembly name specification." };

pub(crate) const MISSING_BASE_CTOR_CALL: Message =
    Message { id: "MissingBaseCtorCall", text: "Missing 'base' after ':' in a base class constructor call." };

pub(crate) const MISSING_CATCH_HANDLER_BLOCK: Message =
    Message { id: "MissingCatchHandlerBlock", text: "The Catch block is missing its statement block." };

pub(crate) const MISSING_CATCH_OR_FINALLY: Message =
    Message { id: "MissingCatchOrFinally", text: "The Try statement is missing its Catch or Finally block." };

pub(crate) const MISSING_COLON_IN_TERNARY_EXPRESSION: Message =
    Message { id: "MissingColonInTernaryExpression", text: "Missing ':' in the ternary expression." };

pub(crate) const MISSING_CURLY_BRACE_IN_SWITCH_STATEMENT: Message =
    Message { id: "MissingCurlyBraceInSwitchStatement", text: "Missing '{' in switch statement." };

pub(crate) const MISSING_END_CURLY_BRACE: Message =
    Message { id: "MissingEndCurlyBrace", text: "Missing closing '}' in statement block or type definition." };

pub(crate) const MISSING_END_PARENTHESIS_AFTER_FOREACH: Message = Message {
    id: "MissingEndParenthesisAfterForeach",
    text: "Missing closing ')' after expression part of foreach loop.\nThe correct form is: foreach ($a in $b) {...}",
};

pub(crate) const MISSING_END_PARENTHESIS_AFTER_STATEMENT: Message =
    Message { id: "MissingEndParenthesisAfterStatement", text: "Missing closing ')' after expression in '{0}' statement." };

pub(crate) const MISSING_END_PARENTHESIS_IN_EXPRESSION: Message =
    Message { id: "MissingEndParenthesisInExpression", text: "Missing closing ')' in expression." };

pub(crate) const MISSING_END_PARENTHESIS_IN_FUNCTION_PARAMETER_LIST: Message =
    Message { id: "MissingEndParenthesisInFunctionParameterList", text: "Missing ')' in function parameter list." };

pub(crate) const MISSING_END_PARENTHESIS_IN_METHOD_CALL: Message =
    Message { id: "MissingEndParenthesisInMethodCall", text: "Missing ')' in method call." };

pub(crate) const MISSING_END_PARENTHESIS_IN_SUBEXPRESSION: Message =
    Message { id: "MissingEndParenthesisInSubexpression", text: "Missing closing ')' in subexpression." };

pub(crate) const MISSING_END_PARENTHESIS_IN_SWITCH_STATEMENT: Message =
    Message { id: "MissingEndParenthesisInSwitchStatement", text: "Missing ')' after expression in switch statement." };

pub(crate) const MISSING_END_SQUARE_BRACKET: Message =
    Message { id: "MissingEndSquareBracket", text: "Missing ']' after array index expression." };

pub(crate) const MISSING_EQUALS_IN_HASH_LITERAL: Message =
    Message { id: "MissingEqualsInHashLiteral", text: "Missing '=' operator after key in hash literal." };

pub(crate) const MISSING_EQUALS_IN_USING_ALIAS: Message = Message { id: "MissingEqualsInUsingAlias", text: "Missing '=' operator" };

pub(crate) const MISSING_EXPRESSION: Message =
    Message { id: "MissingExpression", text: "Missing expression after '{0}' in pipeline element." };

pub(crate) const MISSING_EXPRESSION_AFTER_KEYWORD: Message =
    Message { id: "MissingExpressionAfterKeyword", text: "Missing expression after '{0}' in loop." };

pub(crate) const MISSING_EXPRESSION_AFTER_OPERATOR: Message =
    Message { id: "MissingExpressionAfterOperator", text: "Missing expression after unary operator '{0}'." };

pub(crate) const MISSING_EXPRESSION_AFTER_TOKEN: Message =
    Message { id: "MissingExpressionAfterToken", text: "Missing expression after '{0}'." };

pub(crate) const MISSING_EXPRESSION_IN_NAMED_ARGUMENT: Message =
    Message { id: "MissingExpressionInNamedArgument", text: "Missing statement after '=' in named argument." };

pub(crate) const MISSING_FILENAME_OPTION: Message = Message {
    id: "MissingFilenameOption",
    text: "Cannot process the 'switch' statement because of a missing file name argument to the -file option.",
};

pub(crate) const MISSING_FILE_SPECIFICATION: Message =
    Message { id: "MissingFileSpecification", text: "Missing file specification after redirection operator." };

pub(crate) const MISSING_FINALLY_STATEMENT_BLOCK: Message =
    Message { id: "MissingFinallyStatementBlock", text: "The Finally block is missing its statement block." };

pub(crate) const MISSING_FOREACH_EXPRESSION: Message =
    Message { id: "MissingForeachExpression", text: "Missing expression in foreach loop.\nThe correct form is: foreach ($a in $b) {...}" };

pub(crate) const MISSING_FOREACH_STATEMENT: Message = Message {
    id: "MissingForeachStatement",
    text: "Missing statement body in foreach loop.\nThe correct form is: foreach ($a in $b) {...}",
};

pub(crate) const MISSING_FUNCTION_BODY: Message =
    Message { id: "MissingFunctionBody", text: "Missing function body in function declaration." };

pub(crate) const MISSING_IN_IN_FOREACH: Message = Message {
    id: "MissingInInForeach",
    text: "Missing 'in' after variable in foreach loop.\nThe correct form is: foreach ($a in $b) {...}",
};

pub(crate) const MISSING_LOOP_STATEMENT: Message = Message { id: "MissingLoopStatement", text: "Missing statement body in {0} loop." };

pub(crate) const MISSING_METHOD_PARAMETER_LIST: Message =
    Message { id: "MissingMethodParameterList", text: "Missing '(' in class method parameter list." };

pub(crate) const MISSING_NAMED_BLOCKS: Message =
    Message { id: "MissingNamedBlocks", text: "unexpected token '{0}', expected 'begin', 'process', 'end', 'clean', or 'dynamicparam'." };

pub(crate) const MISSING_NAMED_STATEMENT_BLOCK: Message =
    Message { id: "MissingNamedStatementBlock", text: "Missing statement block after '{0}'." };

pub(crate) const MISSING_NAMESPACE_ALIAS: Message = Message { id: "MissingNamespaceAlias", text: "Missing namespace alias" };

pub(crate) const MISSING_NAME_AFTER_KEYWORD: Message = Message { id: "MissingNameAfterKeyword", text: "Missing name after {0} keyword." };

pub(crate) const MISSING_OPEN_PARENTHESIS_AFTER_KEYWORD: Message =
    Message { id: "MissingOpenParenthesisAfterKeyword", text: "Missing opening '(' after keyword '{0}'." };

pub(crate) const MISSING_OPEN_PARENTHESIS_IN_IF_STATEMENT: Message =
    Message { id: "MissingOpenParenthesisInIfStatement", text: "Missing '(' after '{0}' in if statement." };

pub(crate) const MISSING_PROPERTY_NAME: Message =
    Message { id: "MissingPropertyName", text: "Missing property name after reference operator." };

pub(crate) const MISSING_PROPERTY_TERMINATOR: Message =
    Message { id: "MissingPropertyTerminator", text: "Missing ';' or end-of-line in property definition." };

pub(crate) const MISSING_STATEMENT_AFTER_KEYWORD: Message =
    Message { id: "MissingStatementAfterKeyword", text: "Missing statement body after keyword '{0}'." };

pub(crate) const MISSING_STATEMENT_BLOCK: Message =
    Message { id: "MissingStatementBlock", text: "Missing statement block after {0} ( condition )." };

pub(crate) const MISSING_STATEMENT_BLOCK_AFTER_ELSE: Message =
    Message { id: "MissingStatementBlockAfterElse", text: "Missing statement block after 'else' keyword." };

pub(crate) const MISSING_STATEMENT_BLOCK_FOR_DATA_SECTION: Message =
    Message { id: "MissingStatementBlockForDataSection", text: "The Data section is missing its statement block." };

pub(crate) const MISSING_STATEMENT_IN_HASH_LITERAL: Message =
    Message { id: "MissingStatementInHashLiteral", text: "Missing statement after '=' in hash literal." };

pub(crate) const MISSING_STATEMENT_TERMINATOR: Message =
    Message { id: "MissingStatementTerminator", text: "Missing a newline or semicolon." };

pub(crate) const MISSING_SWITCH_CONDITION_EXPRESSION: Message =
    Message { id: "MissingSwitchConditionExpression", text: "Missing condition in switch statement clause." };

pub(crate) const MISSING_SWITCH_STATEMENT_CLAUSE: Message =
    Message { id: "MissingSwitchStatementClause", text: "Missing statement block in switch statement clause." };

pub(crate) const MISSING_THIS: Message = Message { id: "MissingThis", text: "Cannot assign property, use '{0}{1}'." };

pub(crate) const MISSING_THROTTLE_LIMIT: Message = Message {
    id: "MissingThrottleLimit",
    text: "The ThrottleLimit parameter of the foreach statement is missing a value. Supply a throttle limit to the parameter.",
};

pub(crate) const MISSING_TRAP_STATEMENT: Message =
    Message { id: "MissingTrapStatement", text: "The 'trap' statement was incomplete. A trap statement requires a body." };

pub(crate) const MISSING_TRY_STATEMENT_BLOCK: Message =
    Message { id: "MissingTryStatementBlock", text: "The Try statement is missing its statement block." };

pub(crate) const MISSING_TYPENAME: Message = Message { id: "MissingTypename", text: "Missing type name after '['." };

pub(crate) const MISSING_TYPE_BODY: Message = Message { id: "MissingTypeBody", text: "Missing '{0}' body in '{0}' declaration." };

pub(crate) const MISSING_TYPE_IN_STATIC_PROPERTY_ASSIGNMENT: Message =
    Message { id: "MissingTypeInStaticPropertyAssignment", text: "Cannot assign property, use '{0}{1}'." };

pub(crate) const MISSING_TYPE_LITERAL_TOKEN: Message = Message { id: "MissingTypeLiteralToken", text: "Missing type literal." };

pub(crate) const MISSING_USING_ITEM_NAME: Message = Message { id: "MissingUsingItemName", text: "Missing using name" };

pub(crate) const MISSING_USING_STATEMENT_DIRECTIVE: Message =
    Message { id: "MissingUsingStatementDirective", text: "Missing using directive" };

pub(crate) const MISSING_VALUE_FOR_SUPPORTED_COMMAND_IN_DATA_SECTION_STATEMENT: Message = Message {
    id: "MissingValueForSupportedCommandInDataSectionStatement",
    text: "The SupportedCommand parameter of the Data section is missing a value. Supply a cmdlet or function name to the parameter.",
};

pub(crate) const MISSING_VARIABLE_NAME_AFTER_FOREACH: Message = Message {
    id: "MissingVariableNameAfterForeach",
    text: "Missing variable name after foreach.\nThe correct form is: foreach ($a in $b) {...}",
};

pub(crate) const MISSING_WHILE_OR_UNTIL_IN_DO_WHILE: Message =
    Message { id: "MissingWhileOrUntilInDoWhile", text: "Missing while or until keyword in do loop." };

pub(crate) const MULTIPLE_SWITCH_DEFAULT_CLAUSES: Message =
    Message { id: "MultipleSwitchDefaultClauses", text: "A switch statement can have only one default clause." };

pub(crate) const MULTIPLE_TYPE_CONSTRAINTS_ON_METHOD_PARAM: Message =
    Message { id: "MultipleTypeConstraintsOnMethodParam", text: "Multiple type constraints are not allowed on a method parameter." };

pub(crate) const NAMED_BLOCK_NOT_ALLOWED_IN_METHOD: Message =
    Message { id: "NamedBlockNotAllowedInMethod", text: "A named block is not allowed in a class method." };

pub(crate) const NON_STATIC_MEMBER_ACCESS_IN_STATIC_MEMBER: Message = Message {
    id: "NonStaticMemberAccessInStaticMember",
    text: "Cannot access the non-static member '{0}' in a static method or initializer of a static property.",
};

pub(crate) const NON_VOID_METHOD_MISSING_RETURN_VALUE: Message =
    Message { id: "NonVoidMethodMissingReturnValue", text: "Invalid return statement within non-void method." };

pub(crate) const ONLY_ONE_PARAMETER_LIST_ALLOWED: Message = Message {
    id: "OnlyOneParameterListAllowed",
    text: "The param statement cannot be used if arguments were specified in the function declaration.",
};

pub(crate) const OPERATOR_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "OperatorNotSupportedInDataSection",
    text: "The '{0}' operator is not allowed in restricted language mode or a Data section.",
};

pub(crate) const OPERATOR_REQUIRES_VARIABLE_OR_PROPERTY: Message =
    Message { id: "OperatorRequiresVariableOrProperty", text: "The '{0}' operator works only on variables or on properties." };

pub(crate) const ORDERED_ATTRIBUTE_ONLY_ON_HASH_LITERAL_NODE: Message =
    Message { id: "OrderedAttributeOnlyOnHashLiteralNode", text: "The {0} attribute can be specified only on a hash literal node." };

pub(crate) const PARAMETER_ALREADY_BOUND: Message = Message {
    id: "ParameterAlreadyBound",
    text: "Cannot bind parameter because parameter '{1}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, \"-parameter value1,value2,value3\".",
};

pub(crate) const PARAMETER_ATTRIBUTE_ARGUMENT_NEEDS_TO_BE_CONSTANT: Message =
    Message { id: "ParameterAttributeArgumentNeedsToBeConstant", text: "Attribute argument must be a constant." };

pub(crate) const PARAMETER_ATTRIBUTE_ARGUMENT_NEEDS_TO_BE_CONSTANT_OR_SCRIPT_BLOCK: Message = Message {
    id: "ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock",
    text: "Attribute argument must be a constant or a script block.",
};

pub(crate) const PARAMETER_CANNOT_HAVE_ARGUMENT: Message =
    Message { id: "ParameterCannotHaveArgument", text: "Parameter {0} cannot have an argument." };

pub(crate) const PARAMETER_DECLARATION_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "ParameterDeclarationNotSupportedInDataSection",
    text: "Parameter declarations are not allowed in restricted language mode or a Data section.",
};

pub(crate) const PARAMETER_REQUIRES_ARGUMENT: Message =
    Message { id: "ParameterRequiresArgument", text: "Parameter {0} requires an argument." };

pub(crate) const PARAM_BLOCK_NOT_ALLOWED_IN_METHOD: Message =
    Message { id: "ParamBlockNotAllowedInMethod", text: "A param block is not allowed in a class method." };

pub(crate) const PIPELINE_VALUE_REQUIRED: Message = Message {
    id: "PipelineValueRequired",
    text: "A switch statement must have one of the following:  '-file file_name' or '( expression )'.",
};

pub(crate) const PROPERTY_REFERENCE_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "PropertyReferenceNotSupportedInDataSection",
    text: "Property references are not allowed in restricted language mode or a Data section.",
};

pub(crate) const REDIRECTION_NOT_SUPPORTED: Message =
    Message { id: "RedirectionNotSupported", text: "The '{0}' operator is reserved for future use." };

pub(crate) const REDIRECTION_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "RedirectionNotSupportedInDataSection",
    text: "Redirection is not allowed in restricted language mode or a Data section.",
};

pub(crate) const REFERENCE_NEEDS_TO_BE_BY_ITSELF_IN_TYPE_CONSTRAINT: Message =
    Message { id: "ReferenceNeedsToBeByItselfInTypeConstraint", text: "Cannot use [ref] with other types in a type constraint." };

pub(crate) const REFERENCE_NEEDS_TO_BE_BY_ITSELF_IN_TYPE_SEQUENCE: Message =
    Message { id: "ReferenceNeedsToBeByItselfInTypeSequence", text: "Cannot have two occurrences of [ref] in a type sequence." };

pub(crate) const REFERENCE_NEEDS_TO_BE_LAST_TYPE_IN_TYPE_CONVERSION: Message =
    Message { id: "ReferenceNeedsToBeLastTypeInTypeConversion", text: "[ref] can only be the final type in type conversion sequence." };

pub(crate) const REQUIRES_ARGUMENT_MUST_BE_CONSTANT: Message =
    Message { id: "RequiresArgumentMustBeConstant", text: "Argument must be constant." };

pub(crate) const REQUIRES_INVALID_STRING_ARGUMENT: Message = Message {
    id: "RequiresInvalidStringArgument",
    text: "The argument for the {0} parameter is not valid. Specify a valid string argument.",
};

pub(crate) const REQUIRES_PS_EDITION_INVALID: Message = Message {
    id: "RequiresPSEditionInvalid",
    text: "The argument for the {0} parameter is not valid. Specify a valid PowerShell edition.",
};

pub(crate) const REQUIRES_PS_EDITION_VALUE_IS_ALREADY_SPECIFIED: Message = Message {
    id: "RequiresPSEditionValueIsAlreadySpecified",
    text: "The argument for the {0} parameter contains duplicate values. Do not specify duplicate PowerShell edition values.",
};

pub(crate) const REQUIRES_VERSION_INVALID: Message = Message {
    id: "RequiresVersionInvalid",
    text: "The argument for the Version parameter is not valid. Specify a valid PowerShell version, in the format major.minor version.",
};

pub(crate) const RESERVED_KEYWORD_NOT_ALLOWED: Message =
    Message { id: "ReservedKeywordNotAllowed", text: "The '{0}' keyword is not supported in this version of the language." };

pub(crate) const SCRIPT_BLOCK_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "ScriptBlockNotSupportedInDataSection",
    text: "Script block literals are not allowed in restricted language mode or a Data section.",
};

pub(crate) const SCRIPT_REQUIRES_INVALID_FORMAT: Message = Message {
    id: "ScriptRequiresInvalidFormat",
    text: "Cannot process the #requires statement because it is not in the correct format.\nThe #requires statement must be in one of the following formats:\n \"#requires -shellid <shellID>\"\n \"#requires -version <major.minor>\"\n \"#requires -psedition <edition>\"\n \"#requires -pssnapin <psSnapInName> [-version <major.minor>]\"\n \"#requires -modules <ModuleSpecification>\"\n \"#requires -runasadministrator\"",
};

pub(crate) const SCRIPT_TOO_COMPLICATED: Message =
    Message { id: "ScriptTooComplicated", text: "Processing was stopped because the script is too complex." };

pub(crate) const SPLATTING_NOT_PERMITTED: Message = Message {
    id: "SplattingNotPermitted",
    text: "The splatting operator '@' cannot be used to reference variables in an expression. '@{0}' can be used only as an argument to a command. To reference variables in an expression use '${0}'.",
};

pub(crate) const SPLATTING_NOT_PERMITTED_IN_ARGUMENT_LIST: Message = Message {
    id: "SplattingNotPermittedInArgumentList",
    text: "Splatted variables like '@{0}' cannot be part of a comma-separated list of arguments.",
};

pub(crate) const STATIC_CONSTRUCTOR_CANT_HAVE_PARAMETERS: Message =
    Message { id: "StaticConstructorCantHaveParameters", text: "A static constructor cannot have any parameters." };

pub(crate) const STREAM_ALREADY_REDIRECTED: Message =
    Message { id: "StreamAlreadyRedirected", text: "The {0} for this command is already redirected." };

pub(crate) const SWITCH_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "SwitchStatementNotSupportedInDataSection",
    text: "The switch statement is not allowed in restricted language mode or a Data section.",
};

pub(crate) const THROTTLE_LIMIT_REQUIRES_PARALLEL_FLAG: Message = Message {
    id: "ThrottleLimitRequiresParallelFlag",
    text: "The ThrottleLimit parameter is only supported on foreach statements that use the Parallel parameter.",
};

pub(crate) const TOKEN_AFTER_END_OF_VALID_SCRIPT_TEXT: Message =
    Message { id: "TokenAfterEndOfValidScriptText", text: "Executable script code found in signature block." };

pub(crate) const TOO_MANY_TYPES: Message = Message { id: "TooManyTypes", text: "Only one type may be specified on class members." };

pub(crate) const TRAP_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "TrapStatementNotSupportedInDataSection",
    text: "The Trap statement is not allowed in restricted language mode or a Data section.",
};

pub(crate) const TRY_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "TryStatementNotSupportedInDataSection",
    text: "The Try statement is not allowed in restricted language mode or a Data section.",
};

pub(crate) const TYPE_NAME_EXPECTED: Message = Message { id: "TypeNameExpected", text: "Type name expected." };

pub(crate) const TYPE_NOT_ALLOWED_BEFORE_PARAM: Message =
    Message { id: "TypeNotAllowedBeforeParam", text: "Unexpected type [{0}] was found in the parameter statement." };

pub(crate) const TYPE_NOT_ALLOWED_BEFORE_STATEMENT: Message =
    Message { id: "TypeNotAllowedBeforeStatement", text: "Unexpected type [{0}] was found before statement." };

pub(crate) const TYPE_NOT_ALLOWED_FOR_PROPERTY: Message =
    Message { id: "TypeNotAllowedForProperty", text: "The type '{0}' is not allowed on a property." };

pub(crate) const TYPE_NOT_ALLOWED_IN_DATA_SECTION: Message =
    Message { id: "TypeNotAllowedInDataSection", text: "The type {0} is not allowed in restricted language mode or a Data section." };

pub(crate) const TYPE_CREATION_ERROR: Message = Message {
    id: "TypeCreationError",
    text: "Error during creation of type \"{0}\". Error message: Method '{1}' in type '{0}' from assembly 'PowerShell Class Assembly, Version=1.0.0.1, Culture=neutral, PublicKeyToken=null' does not have an implementation.",
};

pub(crate) const TYPE_NOT_FOUND: Message = Message { id: "TypeNotFound", text: "Unable to find type [{0}]." };

pub(crate) const UNEXPECTED_ATTRIBUTE: Message = Message { id: "UnexpectedAttribute", text: "Unexpected attribute '{0}'." };

pub(crate) const UNEXPECTED_KEYWORD: Message = Message { id: "UnexpectedKeyword", text: "Unexpected keyword '{0}'." };

pub(crate) const UNEXPECTED_TOKEN: Message = Message { id: "UnexpectedToken", text: "Unexpected token '{0}' in expression or statement." };

pub(crate) const UNEXPECTED_UNARY_OPERATOR: Message =
    Message { id: "UnexpectedUnaryOperator", text: "Internal error - unexpected unary operator {0}." };

pub(crate) const USING_MUST_BE_AT_START_OF_SCRIPT: Message =
    Message { id: "UsingMustBeAtStartOfScript", text: "A 'using' statement must appear before any other statements in a script." };

pub(crate) const USING_STATEMENT_NOT_SUPPORTED: Message =
    Message { id: "UsingStatementNotSupported", text: "This syntax of the 'using' statement is not supported." };

pub(crate) const VARIABLE_NOT_LOCAL: Message = Message { id: "VariableNotLocal", text: "Variable is not assigned in the method." };

pub(crate) const VARIABLE_REFERENCE_NOT_SUPPORTED_IN_DATA_SECTION: Message = Message {
    id: "VariableReferenceNotSupportedInDataSection",
    text: "A variable that cannot be referenced in restricted language mode or a Data section is being referenced. Variables that can be referenced include the following: {0}.",
};

pub(crate) const VOID_METHOD_HAS_RETURN: Message =
    Message { id: "VoidMethodHasReturn", text: "Invalid return statement within void method." };

pub(crate) const VOID_TYPE_CONSTRAINT_NOT_ALLOWED: Message = Message {
    id: "VoidTypeConstraintNotAllowed",
    text: "[void] cannot be used as a parameter type, or on the left side of an assignment.",
};

pub(crate) const WORKFLOW_NOT_SUPPORTED_IN_POWER_SHELL_CORE: Message =
    Message { id: "WorkflowNotSupportedInPowerShellCore", text: "Workflow is not supported in PowerShell 6+." };
