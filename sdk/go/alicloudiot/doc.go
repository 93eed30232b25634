// OTA firmware of Alibaba Cloud IoT Platform: look up, pin, and preview.
package alicloudiot
