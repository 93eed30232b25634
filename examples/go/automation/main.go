// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// The same rollout through the Automation API: `go run ./automation preview|up|destroy [STACK]`.
//
// Platform teams can start from this file to deploy from their own service or job, instead of running `pulumi`. It
// prints the changes and the outputs as JSON, and the progress messages of Pulumi to standard error.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"example.com/gateway-rollout/rollout"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
)

type report struct {
	Changes any            `json:"changes"`
	Outputs map[string]any `json:"outputs,omitempty"`
}

var operations = map[string]func(context.Context, auto.Stack) (report, error){
	"preview": preview,
	"up":      up,
	"destroy": destroy,
}

func main() {
	result, err := run(context.Background(), os.Args[1:])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(result)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) (report, error) {
	arguments = append(arguments, "", "")
	operate, known := operations[arguments[0]]
	if !known {
		return report{}, errors.New("usage: go run ./automation preview|up|destroy [STACK]")
	}
	stackName := arguments[1]
	if stackName == "" {
		stackName = "dev"
	}

	// With this folder as its workspace, it uses the Pulumi.yaml, stacks and settings that `pulumi` uses here.
	stack, err := auto.UpsertStackInlineSource(ctx, stackName, "gateway-rollout", rollout.Deploy, auto.WorkDir("."))
	if err != nil {
		return report{}, err
	}
	return operate(ctx, stack)
}

func preview(ctx context.Context, stack auto.Stack) (report, error) {
	done, err := stack.Preview(ctx, optpreview.ProgressStreams(os.Stderr))
	return report{Changes: done.ChangeSummary}, err
}

func up(ctx context.Context, stack auto.Stack) (report, error) {
	done, err := stack.Up(ctx, optup.ProgressStreams(os.Stderr))
	outputs := map[string]any{}
	for name, output := range done.Outputs {
		outputs[name] = output.Value
		if output.Secret { // its value is in plain text here; do not log it
			outputs[name] = "[secret]"
		}
	}
	return report{Changes: done.Summary.ResourceChanges, Outputs: outputs}, err
}

func destroy(ctx context.Context, stack auto.Stack) (report, error) {
	done, err := stack.Destroy(ctx, optdestroy.ProgressStreams(os.Stderr))
	return report{Changes: done.Summary.ResourceChanges}, err
}
