//! The code a declaration stands for.
//!
//! In:    a `Declaration`.
//! Out:   `SPEC`, `entry` and the `Bind` of the struct, as tokens.
//! Never: refuses; what can be wrong was refused while reading.

use crate::declare::{Declaration, Member, Param};
use proc_macro2::TokenStream;
use quote::quote;

pub fn tokens(declaration: &Declaration) -> TokenStream {
    let ident = &declaration.ident;
    let spec = spec(declaration);
    let bind = bind(declaration);
    quote! {
        impl #ident {
            /// The declaration, as binding, help and `Get-Command` read it.
            pub const SPEC: ::runtime::command::CmdletSpec = #spec;

            /// The cmdlet as a catalog takes it.
            pub fn entry() -> ::runtime::command::CmdletEntry {
                fn make() -> ::std::boxed::Box<dyn ::runtime::command::Cmdlet> {
                    ::std::boxed::Box::new(<#ident as ::std::default::Default>::default())
                }
                ::runtime::command::CmdletEntry::new(&#ident::SPEC, ::runtime::command::Make::Fn(make))
            }
        }
        #bind
    }
}

fn spec(declaration: &Declaration) -> TokenStream {
    let Declaration { name, type_name, module, default_set, paging, raw, aliases, outputs, help, .. } = declaration;
    let confirm = match &declaration.confirm {
        Some(impact) => quote!(::core::option::Option::Some(::runtime::command::Impact::#impact)),
        None => quote!(::core::option::Option::None),
    };
    let params = declaration.params.iter().map(param);
    let examples = declaration.examples.iter().map(|(code, text)| quote!((#code, #text)));
    quote! {
        ::runtime::command::CmdletSpec {
            name: #name,
            type_name: #type_name,
            module: #module,
            default_set: #default_set,
            confirm: #confirm,
            paging: #paging,
            raw: #raw,
            params: &[#(#params),*],
            outputs: &[#(#outputs),*],
            aliases: &[#(#aliases),*],
            help: #help,
            examples: &[#(#examples),*],
        }
    }
}

fn param(param: &Param) -> TokenStream {
    let Param { name, aliases, checks, help, field_type, .. } = param;
    let ty = match &param.ty {
        Some(ty) => quote!(#ty),
        None => quote!(<#field_type as ::runtime::param::FromParam>::TYPE),
    };
    let sets = param.members.iter().map(member);
    quote! {
        ::runtime::command::ParamSpec {
            name: #name,
            aliases: &[#(#aliases),*],
            ty: #ty,
            sets: &[#(#sets),*],
            checks: &[#(::runtime::command::Check::#checks),*],
            help: #help,
        }
    }
}

fn member(member: &Member) -> TokenStream {
    let Member { set, mandatory, pipeline, by_name, rest, .. } = member;
    let position = match member.position {
        Some(position) => quote!(::core::option::Option::Some(#position)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        ::runtime::command::SetSpec {
            set: #set,
            position: #position,
            mandatory: #mandatory,
            from_pipeline: #pipeline,
            from_property: #by_name,
            from_rest: #rest,
        }
    }
}

/// The binder takes back only what it bound from the pipeline, so the default is the state before the first `offer`.
fn bind(declaration: &Declaration) -> TokenStream {
    let ident = &declaration.ident;
    let offers = declaration.params.iter().enumerate().map(|(at, param)| {
        let field = &param.field;
        quote!(#at => self.#field = ::runtime::param::FromParam::from_param(value),)
    });
    let withdrawals = declaration.params.iter().enumerate().map(|(at, param)| {
        let field = &param.field;
        quote!(#at => self.#field = ::core::default::Default::default(),)
    });
    quote! {
        impl ::runtime::command::Bind for #ident {
            fn offer(&mut self, param: usize, value: ::runtime::value::Value) {
                let _ = &value;
                match param {
                    #(#offers)*
                    _ => {}
                }
            }

            fn withdraw(&mut self, param: usize) {
                match param {
                    #(#withdrawals)*
                    _ => {}
                }
            }
        }
    }
}
