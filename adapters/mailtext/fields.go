package mailtext

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"text/template/parse"
)

// checkFields refuses a template that asks for a field which no page has, also
// where no sample leads.
func checkFields(tree *parse.Tree) error {
	if tree == nil || tree.Root == nil {
		return errors.New("it is empty: write something, or remove the file")
	}
	return fieldsIn(true, tree.Root)
}

// fieldsIn checks what nodes ask for. In a with or a range the dot is no page,
// so there only $ is looked at, and the samples have to tell the rest.
func fieldsIn(dotIsPage bool, nodes ...parse.Node) error {
	for _, node := range nodes {
		if err := fieldsOf(dotIsPage, node); err != nil {
			return err
		}
	}
	return nil
}

func fieldsOf(dotIsPage bool, node parse.Node) error {
	switch node := node.(type) {
	case *parse.ActionNode:
		return fieldsOf(dotIsPage, node.Pipe)
	case *parse.TemplateNode:
		return fieldsOf(dotIsPage, node.Pipe)
	case *parse.IfNode:
		return fieldsIn(dotIsPage, node.Pipe, node.List, node.ElseList)
	case *parse.WithNode:
		return errors.Join(fieldsIn(dotIsPage, node.Pipe, node.ElseList), fieldsOf(false, node.List))
	case *parse.RangeNode:
		return errors.Join(fieldsIn(dotIsPage, node.Pipe, node.ElseList), fieldsOf(false, node.List))
	case *parse.ListNode:
		if node != nil {
			return fieldsIn(dotIsPage, node.Nodes...)
		}
	case *parse.PipeNode:
		if node != nil {
			for _, command := range node.Cmds {
				if err := fieldsIn(dotIsPage, command.Args...); err != nil {
					return err
				}
			}
		}
	case *parse.FieldNode:
		if dotIsPage {
			return checkField(node.Ident)
		}
	case *parse.VariableNode:
		if node.Ident[0] == "$" {
			return checkField(node.Ident[1:])
		}
	}
	return nil
}

// checkField refuses names that do not lead from a page to a field of it.
func checkField(names []string) error {
	at, path := reflect.TypeFor[page](), ""
	for _, name := range names {
		if at.Kind() != reflect.Struct {
			return fmt.Errorf("nothing is called %s.%s: %s is all there is", path, name, path)
		}
		field, found := at.FieldByName(name)
		if !found {
			return fmt.Errorf("nothing is called %s.%s: there are%s", path, name, fieldNames(at, path))
		}
		at, path = field.Type, path+"."+name
	}
	return nil
}

func fieldNames(of reflect.Type, path string) string {
	var names strings.Builder
	for _, field := range reflect.VisibleFields(of) {
		names.WriteString(" " + path + "." + field.Name)
	}
	return names.String()
}
