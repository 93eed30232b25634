// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/iot"
)

// callWithService calls the typed operation of the service's Go SDK, which signs with HMAC-SHA1.
func callWithService(each call) (any, error) {
	var key auth.Credential = credentials.NewAccessKeyCredential(each.AccessKeyID, each.AccessKeySecret)
	if each.SecurityToken != "" {
		key = credentials.NewStsTokenCredential(each.AccessKeyID, each.AccessKeySecret, each.SecurityToken)
	}
	config := sdk.NewConfig().WithScheme("HTTP").WithAutoRetry(false)
	client, err := iot.NewClientWithOptions("cn-shanghai", config, key)
	if err != nil {
		return nil, err
	}
	client.Domain = each.Endpoint
	request := iot.CreateListOTAFirmwareRequest()
	request.CurrentPage = requests.Integer(each.Parameters["CurrentPage"])
	request.PageSize = requests.Integer(each.Parameters["PageSize"])
	request.IotInstanceId = each.Parameters["IotInstanceId"]
	request.ProductKey = each.Parameters["ProductKey"]
	request.DestVersion = each.Parameters["DestVersion"]
	response, err := client.ListOTAFirmware(request)
	var failure *sdkerrors.ServerError
	if errors.As(err, &failure) {
		return nil, &apiFailure{failure.ErrorCode(), failure.HttpStatus(), failure.RequestId()}
	}
	if err != nil {
		return nil, err
	}
	response.BaseResponse = nil // the raw response; the typed fields remain
	return response, nil
}
