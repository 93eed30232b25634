// Look up, pin and preview Alibaba Cloud IoT OTA firmware. Read-only.
package alicloudiot
