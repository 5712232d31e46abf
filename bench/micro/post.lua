-- wrk: a POST of 1.4 KB, the size of a signed PutRecord.
wrk.method = "POST"
wrk.body = string.rep("x", 1400)
wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
