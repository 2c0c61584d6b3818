// The schemas of Confluent's Terraform provider, read from the syntax tree of its sources. Reads the folder
// internal/provider of a work tree of github.com/confluentinc/terraform-provider-confluent:
// go run scripts/vendor-tables/confluent-provider/main.go FOLDER VERSION > test/contract/vendors/terraform-confluent.json
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"sort"
	"strconv"
	"strings"
)

type attribute struct {
	Required bool     `json:"required,omitempty"`
	ReadOnly bool     `json:"readOnly,omitempty"`
	Choices  []string `json:"choices,omitempty"`
}

type block struct {
	Required bool                 `json:"required,omitempty"`
	Max      int                  `json:"max,omitempty"`
	Attrs    map[string]attribute `json:"attrs,omitempty"`
	Blocks   map[string]block     `json:"blocks,omitempty"`
}

var (
	values    = map[string]ast.Expr{}
	functions = map[string]*ast.FuncDecl{}
)

func text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.Ident:
		if v, ok := values[e.Name]; ok {
			return text(v)
		}
	}
	return "", false
}

// literal follows pointers, names and calls to the composite literal that they stand for.
func literal(e ast.Expr) *ast.CompositeLit {
	switch e := e.(type) {
	case *ast.CompositeLit:
		return e
	case *ast.UnaryExpr:
		return literal(e.X)
	case *ast.Ident:
		if v, ok := values[e.Name]; ok {
			return literal(v)
		}
	case *ast.CallExpr:
		name, ok := e.Fun.(*ast.Ident)
		if !ok || functions[name.Name] == nil {
			return nil
		}
		for _, s := range functions[name.Name].Body.List {
			if r, ok := s.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
				return literal(r.Results[0])
			}
		}
	}
	return nil
}

func field(l *ast.CompositeLit, name string) ast.Expr {
	for _, e := range l.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if k, ok := kv.Key.(*ast.Ident); ok && k.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}

func isTrue(e ast.Expr) bool {
	i, ok := e.(*ast.Ident)
	return ok && i.Name == "true"
}

func choices(e ast.Expr) []string {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	if s, ok := call.Fun.(*ast.SelectorExpr); !ok || s.Sel.Name != "StringInSlice" {
		return nil
	}
	list := literal(call.Args[0])
	if list == nil {
		return nil
	}
	var all []string
	for _, one := range list.Elts {
		s, ok := text(one)
		if !ok {
			return nil
		}
		all = append(all, s)
	}
	return all
}

func read(schema ast.Expr, where string) block {
	b := block{Attrs: map[string]attribute{}, Blocks: map[string]block{}}
	fields := literal(schema)
	if fields == nil {
		fmt.Fprintf(os.Stderr, "%s: no literal\n", where)
		return b
	}
	for _, e := range fields.Elts {
		kv := e.(*ast.KeyValueExpr)
		name, ok := text(kv.Key)
		one := literal(kv.Value)
		if !ok || one == nil {
			fmt.Fprintf(os.Stderr, "%s: %v is not read\n", where, kv.Key)
			continue
		}
		required := isTrue(field(one, "Required"))
		readOnly := !required && !isTrue(field(one, "Optional"))
		var inner *ast.CompositeLit
		if elem := field(one, "Elem"); elem != nil {
			inner = literal(elem)
		}
		if inner != nil && field(inner, "Schema") != nil && !readOnly {
			nested := read(field(inner, "Schema"), where+"."+name)
			nested.Required = required
			if m, ok := field(one, "MaxItems").(*ast.BasicLit); ok {
				nested.Max, _ = strconv.Atoi(m.Value)
			}
			b.Blocks[name] = nested
			continue
		}
		b.Attrs[name] = attribute{Required: required, ReadOnly: readOnly, Choices: choices(field(one, "ValidateFunc"))}
	}
	return b
}

func declare(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			functions[d.Name.Name] = d
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if v, ok := s.(*ast.ValueSpec); ok {
				for i, n := range v.Names {
					if i < len(v.Values) {
						values[n.Name] = v.Values[i]
					}
				}
			}
		}
	}
}

func main() {
	packages, err := parser.ParseDir(token.NewFileSet(), os.Args[1], func(f os.FileInfo) bool {
		return !strings.HasSuffix(f.Name(), "_test.go")
	}, 0)
	if err != nil {
		panic(err)
	}
	var maps []*ast.KeyValueExpr
	for _, p := range packages {
		for _, f := range p.Files {
			for _, d := range f.Decls {
				declare(d)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if kv, ok := n.(*ast.KeyValueExpr); ok {
					if k, ok := kv.Key.(*ast.Ident); ok && (k.Name == "ResourcesMap" || k.Name == "DataSourcesMap") {
						maps = append(maps, kv)
					}
				}
				return true
			})
		}
	}
	var rows []string
	for _, kv := range maps {
		kind := map[string]string{"ResourcesMap": "resource", "DataSourcesMap": "data"}[kv.Key.(*ast.Ident).Name]
		for _, e := range literal(kv.Value).Elts {
			one := e.(*ast.KeyValueExpr)
			name, _ := text(one.Key)
			resource := literal(one.Value)
			if resource == nil {
				fmt.Fprintf(os.Stderr, "%s %s: no literal\n", kind, name)
				continue
			}
			line, _ := json.Marshal(read(field(resource, "Schema"), name))
			rows = append(rows, fmt.Sprintf("%q:%s", kind+" "+name, line))
		}
	}
	sort.Strings(rows)
	source, _ := json.Marshal(map[string]string{
		"name":    "github.com/confluentinc/terraform-provider-confluent internal/provider",
		"version": os.Args[2],
		"how":     "go run scripts/vendor-tables/confluent-provider/main.go FOLDER VERSION",
	})
	fmt.Printf("{\"source\":%s,\n\"resources\":{\n%s\n}}\n", source, strings.Join(rows, ",\n"))
	fmt.Fprintf(os.Stderr, "%d resources and data sources\n", len(rows))
}
