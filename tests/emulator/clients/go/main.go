// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// Calls ListOTAFirmware with Alibaba Cloud's own Go libraries. It reads a JSON array of calls from stdin, and writes a
// JSON array of results to stdout.
package main

import (
	"encoding/json"
	"errors"
	"log"
	"os"
)

// call is one request.
type call struct {
	Endpoint        string
	AccessKeyID     string
	AccessKeySecret string
	SecurityToken   string
	Signature       string
	Parameters      map[string]string // by the API's names
}

// result is the response body, or the error that the library returned.
type result struct {
	Body  any         `json:"body,omitempty"`
	Error *apiFailure `json:"error,omitempty"`
}

// apiFailure is an error of the service, as the library reports it.
type apiFailure struct {
	Code      string `json:"code"`
	Status    int    `json:"status"`
	RequestID string `json:"requestId"`
}

func (failure *apiFailure) Error() string { return failure.Code }

// The libraries that sign with each algorithm.
var libraries = map[string]func(call) (any, error){
	"ACS3-HMAC-SHA256": callWithCore,
	"HMAC-SHA1":        callWithService,
}

func main() {
	var calls []call
	if err := json.NewDecoder(os.Stdin).Decode(&calls); err != nil {
		log.Fatal(err)
	}
	results := make([]result, 0, len(calls))
	for _, each := range calls {
		body, err := libraries[each.Signature](each)
		var failure *apiFailure
		if err != nil && !errors.As(err, &failure) {
			log.Fatal(err)
		}
		results = append(results, result{body, failure})
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}
