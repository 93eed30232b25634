// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// Sdkgen writes the SDKs of a Pulumi schema into a folder, each below the name of its language, whose old contents it
// removes.
//
// It calls the generators that `pulumi package gen-sdk` calls, which the command itself can only reach through installed
// language hosts. The arguments are the schema file and the folder.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "sdkgen" // what the head of each file names as its maker

// The generators by the name of their language, which is also that of the folder.
var generators = map[string]func(*schema.Package) (map[string][]byte, error){
	"go": func(pkg *schema.Package) (map[string][]byte, error) {
		return golang.GeneratePackage(tool, pkg, nil)
	},
	"nodejs": func(pkg *schema.Package) (map[string][]byte, error) {
		return nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
	},
	"python": func(pkg *schema.Package) (map[string][]byte, error) {
		files, err := python.GeneratePackage(tool, pkg, nil, nil)
		if err != nil {
			return nil, err
		}
		return files, importEagerly(files)
	},
}

// A module that Pulumi's SDK imports lazily is loaded by the first thread that uses it. Until then, all other threads find
// it empty: in a pool of threads, the first lookups fail with an AttributeError.
const (
	lazily = `# Temporary: just use pulumi._utils.lazy_import once everyone upgrades.
def lazy_import(fullname):

    import pulumi._utils as u
    f = getattr(u, 'lazy_import', None)
    if f is None:
        f = _lazy_import_temp

    return f(fullname)
`
	eagerly = `# Not lazy: while one thread loads a lazy module, the other threads find it empty.
def lazy_import(fullname):

    return importlib.import_module(fullname)
`
)

// importEagerly has the generated Python package import its modules with itself.
func importEagerly(files map[string][]byte) error {
	for name, content := range files {
		if filepath.Base(name) == "_utilities.py" {
			if bytes.Count(content, []byte(lazily)) != 1 {
				return fmt.Errorf("%s: the generator defines lazy_import in another way; adapt importEagerly", name)
			}
			files[name] = bytes.Replace(content, []byte(lazily), []byte(eagerly), 1)
			return nil
		}
	}
	return errors.New("the generator writes no _utilities.py; adapt importEagerly")
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: sdkgen SCHEMA FOLDER")
		os.Exit(2)
	}
	for language, generate := range generators {
		if err := write(os.Args[1], filepath.Join(os.Args[2], language), generate); err != nil {
			fmt.Fprintf(os.Stderr, "sdkgen: %s for %s: %v\n", os.Args[1], language, err)
			os.Exit(1)
		}
	}
}

// write replaces folder by what the generator makes of the schema in the named file.
func write(schemaFile, folder string, generate func(*schema.Package) (map[string][]byte, error)) error {
	pkg, err := bind(schemaFile)
	if err != nil {
		return err
	}
	files, err := generate(pkg)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// bind reads the schema; each generator gets its own, since a generator writes into what it is given.
func bind(schemaFile string) (*schema.Package, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return pkg, nil
}
