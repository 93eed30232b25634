// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
)

// callWithCore calls the operation through the core library of the newer Go SDKs, which signs with ACS3-HMAC-SHA256.
func callWithCore(each call) (any, error) {
	config := &openapi.Config{
		AccessKeyId:     tea.String(each.AccessKeyID),
		AccessKeySecret: tea.String(each.AccessKeySecret),
		Endpoint:        tea.String(each.Endpoint),
	}
	if each.SecurityToken != "" {
		config.SecurityToken = tea.String(each.SecurityToken)
	}
	client, err := openapi.NewClient(config)
	if err != nil {
		return nil, err
	}
	operation := &openapi.Params{
		Action:      tea.String("ListOTAFirmware"),
		Version:     tea.String("2018-01-20"),
		Protocol:    tea.String("HTTP"),
		Pathname:    tea.String("/"),
		Method:      tea.String("POST"),
		AuthType:    tea.String("AK"),
		Style:       tea.String("RPC"),
		ReqBodyType: tea.String("formData"),
		BodyType:    tea.String("json"),
	}
	request := &openapi.OpenApiRequest{Query: map[string]*string{}}
	for name, value := range each.Parameters {
		request.Query[name] = tea.String(value)
	}
	response, err := client.CallApi(operation, request, &dara.RuntimeOptions{})
	var failure *tea.SDKError
	if errors.As(err, &failure) {
		var body struct{ RequestId string }
		if err := json.Unmarshal([]byte(tea.StringValue(failure.Data)), &body); err != nil {
			return nil, err
		}
		return nil, &apiFailure{tea.StringValue(failure.Code), tea.IntValue(failure.StatusCode), body.RequestId}
	}
	if err != nil {
		return nil, err
	}
	return response["body"], nil
}
