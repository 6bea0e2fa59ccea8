"""保存と廃棄・開示請求: how long records are kept, what goes, and what a person is given of hers."""
