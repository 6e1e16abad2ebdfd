//! Trees on one line, so that a test shows what was read beside what was written.

use csshell_lang::tree::*;

pub fn script(tree: &ScriptBlock) -> String {
    let mut out = Vec::new();
    out.extend(tree.attributes.iter().map(attribute));
    out.extend(tree.usings.iter().map(|it| format!("using {:?} {}", it.kind, it.name.as_deref().unwrap_or("@{}"))));
    if let Some(block) = &tree.params {
        out.push(format!("param({})", params(&block.params)));
    }
    let blocks = [
        ("dynamicparam", &tree.dynamicparam),
        ("begin", &tree.begin),
        ("process", &tree.process),
        ("end", &tree.end),
        ("clean", &tree.clean),
    ];
    for (name, block) in blocks {
        let Some(it) = block else { continue };
        let body = self::block(&it.body);
        if it.is_named {
            out.push(format!("{name} {{{body}}}"));
        } else if !body.is_empty() {
            out.push(body);
        }
    }
    out.join("; ")
}

fn params(params: &[Param]) -> String {
    let one = |it: &Param| {
        let mut text: String = it.attributes.iter().map(attribute).collect();
        text += &format!("${}", it.name);
        if let Some(default) = &it.default {
            text += &format!(" = {}", expr(default));
        }
        text
    };
    params.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn attribute(it: &Attribute) -> String {
    if it.is_type_constraint {
        return format!("[{}]", it.type_name.full_name());
    }
    let mut arguments: Vec<String> = it.positional.iter().map(expr).collect();
    for named in &it.named {
        let value = named.value.as_ref().map(|it| format!("={}", expr(it)));
        arguments.push(format!("{}{}", named.name, value.unwrap_or_default()));
    }
    format!("[{}({})]", it.type_name.full_name(), arguments.join(", "))
}

fn block(block: &Block) -> String {
    let mut out: Vec<String> = block.traps.iter().map(trap).collect();
    let shown = block.statements.iter().filter(|it| !matches!(it.kind, StatementKind::Trap));
    out.extend(shown.map(statement));
    out.join("; ")
}

fn trap(it: &Trap) -> String {
    let name = it.type_name.as_ref().map(|it| format!("[{}]", it.full_name()));
    format!("trap{} {{{}}}", name.unwrap_or_default(), block(&it.body))
}

pub fn statement(it: &Statement) -> String {
    match &it.kind {
        StatementKind::Hole => "□".to_owned(),
        StatementKind::Pipeline(it) => pipeline(it),
        StatementKind::Chain { left, op, right, background } => {
            let op = if *op == ChainOp::And { "&&" } else { "||" };
            let end = if *background { " &" } else { "" };
            format!("({} {op} {}{end})", statement(left), statement(right))
        }
        StatementKind::Assign { target, op, value, .. } => {
            format!("{} {op:?} {}", expr(target), statement(value))
        }
        StatementKind::If { clauses, otherwise } => {
            let one = |(c, b): &(Statement, Block)| format!("if {} {{{}}}", statement(c), block(b));
            let mut text = clauses.iter().map(one).collect::<Vec<_>>().join(" else");
            if let Some(it) = otherwise {
                text += &format!(" else {{{}}}", block(it));
            }
            text
        }
        StatementKind::While { label, condition, body } => looped("while", label, condition, body),
        StatementKind::DoWhile { label, condition, body } => looped("do-while", label, condition, body),
        StatementKind::DoUntil { label, condition, body } => looped("do-until", label, condition, body),
        StatementKind::For { label, init, condition, step, body } => {
            let part = |it: &Option<Box<Statement>>| it.as_ref().map(|it| statement(it)).unwrap_or_default();
            format!("{}for({}; {}; {}) {{{}}}", tag(label), part(init), part(condition), part(step), block(body))
        }
        StatementKind::ForEach { label, variable, sequence, body } => {
            format!("{}foreach {} in {} {{{}}}", tag(label), expr(variable), statement(sequence), block(body))
        }
        StatementKind::Switch(it) => switch(it),
        StatementKind::Try { body, catches, finally } => {
            let mut text = format!("try {{{}}}", block(body));
            for it in catches {
                let types: String = it.types.iter().map(|it| format!("[{}]", it.full_name())).collect();
                text += &format!(" catch{types} {{{}}}", block(&it.body));
            }
            if let Some(it) = finally {
                text += &format!(" finally {{{}}}", block(it));
            }
            text
        }
        StatementKind::Break(it) => jump("break", it),
        StatementKind::Continue(it) => jump("continue", it),
        StatementKind::Return(it) => flow("return", it),
        StatementKind::Throw(it) => flow("throw", it),
        StatementKind::Exit(it) => flow("exit", it),
        StatementKind::Function(it) => {
            let word = if it.is_filter { "filter" } else { "function" };
            let list = it.params.as_ref().map(|it| format!("({})", params(it))).unwrap_or_default();
            format!("{word} {}{list} {{{}}}", it.name, script(&it.body))
        }
        StatementKind::Type(it) => definition(it),
        StatementKind::Data { variable, supported_commands, body } => {
            let commands: String = supported_commands.iter().map(|it| format!(" +{}", expr(it))).collect();
            format!("data {}{commands} {{{}}}", variable.as_deref().unwrap_or("-"), block(body))
        }
        StatementKind::Using => "using".to_owned(),
        StatementKind::Trap => "trap".to_owned(),
        StatementKind::Block(it) => format!("block {{{}}}", block(it)),
    }
}

fn tag(label: &Option<impl std::fmt::Display>) -> String {
    label.as_ref().map(|it| format!(":{it} ")).unwrap_or_default()
}

fn looped(word: &str, label: &Option<impl std::fmt::Display>, condition: &Statement, body: &Block) -> String {
    format!("{}{word} {} {{{}}}", tag(label), statement(condition), block(body))
}

fn jump(word: &str, label: &Option<Expr>) -> String {
    label.as_ref().map_or(word.to_owned(), |it| format!("{word} {}", expr(it)))
}

fn flow(word: &str, value: &Option<Box<Statement>>) -> String {
    value.as_ref().map_or(word.to_owned(), |it| format!("{word} {}", statement(it)))
}

fn switch(it: &Switch) -> String {
    let mut text = format!("{}switch {:?}", tag(&it.label), it.mode);
    if it.case_sensitive {
        text += " case";
    }
    if it.is_file {
        text += " file";
    }
    text += &format!(" {} {{", statement(&it.subject));
    let clauses = it.clauses.iter().map(|(c, b)| format!("{} {{{}}}", expr(c), block(b)));
    text += &clauses.collect::<Vec<_>>().join(" ");
    if let Some(it) = &it.default {
        text += &format!(" default {{{}}}", block(it));
    }
    text + "}"
}

fn definition(it: &TypeDefinition) -> String {
    let bases: Vec<String> = it.bases.iter().map(TypeName::full_name).collect();
    let members: Vec<String> = it.members.iter().map(member).collect();
    let attributes: String = it.attributes.iter().map(attribute).collect();
    format!("{attributes}{:?} {} : {} {{{}}}", it.kind, it.name, bases.join(","), members.join("; "))
}

fn member(it: &Member) -> String {
    let kind =
        |is_static: bool, is_hidden: bool| format!("{}{}", if is_static { "static " } else { "" }, if is_hidden { "hidden " } else { "" });
    let name = |it: &Option<TypeName>| it.as_ref().map(|it| format!("[{}]", it.full_name())).unwrap_or_default();
    match it {
        Member::Property(it) => {
            let attributes: String = it.attributes.iter().map(attribute).collect();
            let initial = it.initial.as_ref().map(|it| format!(" = {}", expr(it))).unwrap_or_default();
            format!("{attributes}{}{}${}{initial}", kind(it.is_static, it.is_hidden), name(&it.type_name), it.name)
        }
        Member::Method(it) => {
            let base = it.base_arguments.as_ref().map(|it| format!(" : base({})", it.iter().map(expr).collect::<Vec<_>>().join(", ")));
            let word = if it.is_constructor { "ctor " } else { "" };
            format!(
                "{}{}{word}{}({}){} {{{}}}",
                kind(it.is_static, it.is_hidden),
                name(&it.return_type),
                it.name,
                params(&it.params),
                base.unwrap_or_default(),
                script(&it.body)
            )
        }
        Member::EnumValue { name, value, .. } => value.as_ref().map_or(name.to_string(), |it| format!("{name} = {}", expr(it))),
    }
}

fn pipeline(it: &Pipeline) -> String {
    let elements: Vec<String> = it.elements.iter().map(element).collect();
    let end = if it.background { " &" } else { "" };
    elements.join(" | ") + end
}

fn element(it: &Element) -> String {
    let (mut text, redirections) = match it {
        Element::Expression(it) => (expr(&it.expr), &it.redirections),
        Element::Command(it) => (command(it), &it.redirections),
    };
    for it in redirections {
        text += &match &it.target {
            RedirectTarget::File { path, append } => {
                format!(" {:?}{}{}", it.from, if *append { ">>" } else { ">" }, expr(path))
            }
            RedirectTarget::Stream(to) => format!(" {:?}>&{to:?}", it.from),
        };
    }
    text
}

fn command(it: &Command) -> String {
    let mut words = vec![format!("{:?}", it.invocation).to_lowercase()];
    for part in &it.parts {
        words.push(match part {
            CommandPart::Argument(it) => expr(it),
            CommandPart::Parameter { name, argument: None, .. } => format!("-{name}"),
            CommandPart::Parameter { name, argument: Some(it), .. } => format!("-{name}:{}", expr(it)),
        });
    }
    format!("<{}>", words.join(" "))
}

pub fn expr(it: &Expr) -> String {
    match &it.kind {
        ExprKind::Hole => "□".to_owned(),
        ExprKind::Number(it) => number(it),
        ExprKind::String { value, kind } => string(value, *kind),
        ExprKind::Expandable { parts, kind } => {
            let one = |part: &StringPart| match part {
                StringPart::Text(text) => format!("{text:?}"),
                StringPart::Expr(it) => expr(it),
            };
            format!("{kind:?}({})", parts.iter().map(one).collect::<Vec<_>>().join(" "))
        }
        ExprKind::Variable(it) => {
            let scope = it.scope.as_ref().map(|it| format!("{it}:")).unwrap_or_default();
            let sign = if it.splatted { "@" } else { "$" };
            if it.braced { format!("{sign}{{{scope}{}}}", it.name) } else { format!("{sign}{scope}{}", it.name) }
        }
        ExprKind::Unary { op, operand } => format!("({op:?} {})", expr(operand)),
        ExprKind::Binary { op, left, right, .. } => format!("({} {op:?} {})", expr(left), expr(right)),
        ExprKind::Ternary { condition, then, otherwise } => {
            format!("({} ? {} : {})", expr(condition), expr(then), expr(otherwise))
        }
        ExprKind::Type(it) => format!("[{}]", it.full_name()),
        ExprKind::Convert { type_name, operand } => {
            format!("[{}]{}", type_name.full_name(), expr(operand))
        }
        ExprKind::Attributed { attribute: it, operand } => format!("{}{}", attribute(it), expr(operand)),
        ExprKind::Member { target, name, is_static, null_conditional } => {
            format!("{}{}{}", expr(target), dot(*is_static, *null_conditional), expr(name))
        }
        ExprKind::Invoke { target, name, is_static, null_conditional, generic_arguments, arguments } => {
            let types: Vec<String> = generic_arguments.iter().map(TypeName::full_name).collect();
            let types = if types.is_empty() { String::new() } else { format!("[{}]", types.join(",")) };
            format!("{}{}{}{types}({})", expr(target), dot(*is_static, *null_conditional), expr(name), list(arguments))
        }
        ExprKind::Index { target, index, null_conditional } => {
            format!("{}{}[{}]", expr(target), if *null_conditional { "?" } else { "" }, expr(index))
        }
        ExprKind::Array(items) => format!("({},)", list(items)),
        ExprKind::ArrayBlock(it) => format!("@({})", block(it)),
        ExprKind::SubExpression(it) => format!("$({})", block(it)),
        ExprKind::Paren(it) => format!("({})", statement(it)),
        ExprKind::Hashtable(pairs) => {
            let one = |(key, value): &(Expr, Statement)| format!("{}: {}", expr(key), statement(value));
            format!("@{{{}}}", pairs.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        ExprKind::ScriptBlock(it) => format!("{{{}}}", script(it)),
        ExprKind::Using(it) => format!("using({})", expr(it)),
    }
}

fn dot(is_static: bool, null_conditional: bool) -> &'static str {
    match (is_static, null_conditional) {
        (true, _) => "::",
        (_, true) => "?.",
        _ => ".",
    }
}

fn list(items: &[Expr]) -> String {
    items.iter().map(expr).collect::<Vec<_>>().join(", ")
}

fn number(it: &Number) -> String {
    match it {
        Number::Int(it) => it.to_string(),
        Number::Double(it) => format!("{it:?}"),
        other => format!("{other:?}"),
    }
}

fn string(value: &str, kind: StringKind) -> String {
    match kind {
        StringKind::Bare => value.to_owned(),
        StringKind::SingleQuoted => format!("'{value}'"),
        StringKind::DoubleQuoted => format!("{value:?}"),
        StringKind::SingleHere => format!("@'{value}'@"),
        StringKind::DoubleHere => format!("@{value:?}@"),
    }
}
