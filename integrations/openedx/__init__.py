"""Open edX: LTI alone serves it. Its exams service (edx-exams) speaks the Assessment Control Service in its own way."""
