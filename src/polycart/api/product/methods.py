"""The methods of the product resource, by name."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Any

from polycart.api.entities import Currency
from polycart.api.product import (
    attributes,
    batches,
    entities,
    images,
    options,
    prices,
    read,
    relations,
    variants,
    write,
)
from polycart.api.results import Deleted, DeletedFlag, DeletedItems, JobQueued, StatusText, UpdatedItems, UpdatedText
from polycart.core.method import method, paged


class methods:
    """Methods of the product resource."""

    add = method("product.add", "POST", write.ProductAddParams, write.ProductAdded, "Add a product.", body=True)
    add_batch = method(
        "product.add.batch", "POST", batches.ProductAddBatchParams, JobQueued, "Add many products at once.", body=True
    )
    count = method("product.count", "GET", read.ProductCountParams, read.ProductCount, "Count the products.")
    delete = method("product.delete", "DELETE", write.ProductDeleteParams, DeletedItems, "Delete a product.")
    delete_batch = method(
        "product.delete.batch",
        "POST",
        batches.ProductDeleteBatchParams,
        JobQueued,
        "Delete many products at once.",
        body=True,
    )
    fields = method(
        "product.fields",
        "GET",
        read.ProductFieldsParams,
        dict[str, Any],
        "List the fields that a product can have in the shop.",
        deprecated=True,
    )
    find = paged(
        "product.find",
        read.ProductFindParams,
        entities.Product,
        "product",
        "Look for products.",
        counter="products_count",
        cursor=False,
    )
    info = method("product.info", "GET", read.ProductInfoParams, entities.Product, "Tell all about one product.")
    list = paged(
        "product.list",
        read.ProductListParams,
        entities.Product,
        "product",
        "List the products.",
        counter="products_count",
    )
    update = method("product.update", "PUT", write.ProductUpdateParams, UpdatedItems, "Change a product.", body=True)
    update_batch = method(
        "product.update.batch",
        "POST",
        batches.ProductUpdateBatchParams,
        JobQueued,
        "Change many products at once.",
        body=True,
    )

    class attribute:
        """Methods under product.attribute."""

        list = paged(
            "product.attribute.list",
            attributes.ProductAttributeListParams,
            entities.ProductAttribute,
            "attribute",
            "List a product's attributes and their values.",
        )

        class value:
            """Methods under product.attribute.value."""

            set = method(
                "product.attribute.value.set",
                "POST",
                attributes.ProductAttributeValueSetParams,
                attributes.ProductAttributeValueSet,
                "Set the value of a product's attribute.",
            )
            unset = method(
                "product.attribute.value.unset",
                "POST",
                attributes.ProductAttributeValueUnsetParams,
                attributes.ProductAttributeValueUnset,
                "Take away the value of a product's attribute.",
            )

    class brand:
        """Methods under product.brand."""

        list = paged(
            "product.brand.list",
            relations.ProductBrandListParams,
            entities.Brand,
            "brands",
            "List the brands.",
            counter="total_count",
        )

    class child_item:
        """Methods under product.child_item."""

        find = paged(
            "product.child_item.find",
            read.ProductChildItemFindParams,
            entities.Child,
            "children",
            "Look for variants and parts of bundles.",
            cursor=False,
        )
        info = method(
            "product.child_item.info",
            "GET",
            read.ProductChildItemInfoParams,
            entities.Child,
            "Tell all about one variant or part of a bundle.",
        )
        list = paged(
            "product.child_item.list",
            read.ProductChildItemListParams,
            entities.Child,
            "children",
            "List the variants and parts of bundles of products.",
            counter="total_count",
        )

    class currency:
        """Methods under product.currency."""

        add = method(
            "product.currency.add",
            "POST",
            prices.ProductCurrencyAddParams,
            prices.ProductCurrencyAdded,
            "Add a currency, or make one the default.",
        )
        list = paged(
            "product.currency.list",
            prices.ProductCurrencyListParams,
            Currency,
            "currency",
            "List the currencies.",
            counter="total_count",
        )

    class image:
        """Methods under product.image."""

        add = method(
            "product.image.add",
            "POST",
            images.ProductImageAddParams,
            images.ProductImageAdded,
            "Add a picture to a product.",
            body=True,
        )
        delete = method(
            "product.image.delete",
            "DELETE",
            images.ProductImageDeleteParams,
            Deleted,
            "Remove one of a product's pictures.",
        )
        update = method(
            "product.image.update",
            "PUT",
            images.ProductImageUpdateParams,
            UpdatedText,
            "Change a picture of a product.",
        )

    class manufacturer:
        """Methods under product.manufacturer."""

        add = method(
            "product.manufacturer.add",
            "POST",
            relations.ProductManufacturerAddParams,
            relations.ProductManufacturerAdded,
            "Create a manufacturer and name it in a product.",
        )

    class option:
        """Methods under product.option."""

        add = method(
            "product.option.add",
            "POST",
            options.ProductOptionAddParams,
            options.ProductOptionAdded,
            "Add an option, to a product where one is given.",
            body=True,
        )
        assign = method(
            "product.option.assign",
            "POST",
            options.ProductOptionAssignParams,
            options.ProductOptionAssigned,
            "Let shoppers choose an option at a product.",
        )
        delete = method(
            "product.option.delete",
            "DELETE",
            options.ProductOptionDeleteParams,
            Deleted,
            "Delete an option of a product.",
        )
        list = paged(
            "product.option.list",
            options.ProductOptionListParams,
            entities.ProductOption,
            "option",
            "List the options.",
        )

        class value:
            """Methods under product.option.value."""

            add = method(
                "product.option.value.add",
                "POST",
                options.ProductOptionValueAddParams,
                options.ProductOptionValueAdded,
                "Add a value to an option.",
            )
            assign = method(
                "product.option.value.assign",
                "POST",
                options.ProductOptionValueAssignParams,
                options.ProductOptionValueAssigned,
                "Offer an option value at a product.",
            )
            delete = method(
                "product.option.value.delete",
                "DELETE",
                options.ProductOptionValueDeleteParams,
                Deleted,
                "Delete a value of an option.",
            )
            update = method(
                "product.option.value.update",
                "PUT",
                options.ProductOptionValueUpdateParams,
                UpdatedItems,
                "Change a value of an option.",
            )

    class price:
        """Methods under product.price."""

        add = method(
            "product.price.add",
            "POST",
            prices.ProductPriceAddParams,
            StatusText,
            "Give customer groups prices of their own for a product.",
            body=True,
        )
        delete = method(
            "product.price.delete",
            "DELETE",
            prices.ProductPriceDeleteParams,
            Deleted,
            "Drop prices that customer groups have for a product.",
        )
        update = method(
            "product.price.update",
            "PUT",
            prices.ProductPriceUpdateParams,
            UpdatedItems,
            "Change prices that customer groups have for a product.",
            body=True,
        )

    class review:
        """Methods under product.review."""

        list = paged(
            "product.review.list",
            relations.ProductReviewListParams,
            entities.ProductReview,
            "reviews",
            "List the reviews of a product.",
            counter="total_count",
        )

    class store:
        """Methods under product.store."""

        assign = method(
            "product.store.assign",
            "POST",
            relations.ProductStoreAssignParams,
            UpdatedItems,
            "Show a product in a further store.",
        )

    class tax:
        """Methods under product.tax."""

        add = method(
            "product.tax.add",
            "POST",
            prices.ProductTaxAddParams,
            prices.ProductTaxAdded,
            "Create a tax class with rates and use it for a product.",
            body=True,
        )

    class variant:
        """Methods under product.variant."""

        add = method(
            "product.variant.add",
            "POST",
            variants.ProductVariantAddParams,
            variants.ProductVariantAdded,
            "Create a variant of a product.",
            body=True,
        )
        add_batch = method(
            "product.variant.add.batch",
            "POST",
            variants.ProductVariantAddBatchParams,
            JobQueued,
            "Add many variants at once.",
            body=True,
        )
        count = method(
            "product.variant.count",
            "GET",
            variants.ProductVariantCountParams,
            variants.ProductVariantCount,
            "Count the variants of a product.",
            deprecated=True,
        )
        delete = method(
            "product.variant.delete", "DELETE", variants.ProductVariantDeleteParams, DeletedFlag, "Delete a variant."
        )
        delete_batch = method(
            "product.variant.delete.batch",
            "POST",
            variants.ProductVariantDeleteBatchParams,
            JobQueued,
            "Delete many variants at once.",
            body=True,
        )
        info = method(
            "product.variant.info",
            "GET",
            variants.ProductVariantInfoParams,
            entities.Product,
            "Tell all about one variant.",
            deprecated=True,
        )
        list = paged(
            "product.variant.list",
            variants.ProductVariantListParams,
            entities.Product,
            "variant",
            "List the variants.",
            cursor=False,
            deprecated=True,
        )
        update = method(
            "product.variant.update",
            "PUT",
            variants.ProductVariantUpdateParams,
            UpdatedItems,
            "Change a variant.",
            body=True,
        )
        update_batch = method(
            "product.variant.update.batch",
            "POST",
            variants.ProductVariantUpdateBatchParams,
            JobQueued,
            "Change many variants at once.",
            body=True,
        )

        class image:
            """Methods under product.variant.image."""

            add = method(
                "product.variant.image.add",
                "POST",
                variants.ProductVariantImageAddParams,
                variants.ProductVariantImageAdded,
                "Add a picture to a variant.",
                body=True,
            )
            delete = method(
                "product.variant.image.delete",
                "DELETE",
                variants.ProductVariantImageDeleteParams,
                Deleted,
                "Remove one of a variant's pictures.",
            )

        class price:
            """Methods under product.variant.price."""

            add = method(
                "product.variant.price.add",
                "POST",
                variants.ProductVariantPriceAddParams,
                StatusText,
                "Give customer groups prices of their own for a variant.",
                body=True,
            )
            delete = method(
                "product.variant.price.delete",
                "DELETE",
                variants.ProductVariantPriceDeleteParams,
                Deleted,
                "Drop prices that customer groups have for a variant.",
            )
            update = method(
                "product.variant.price.update",
                "PUT",
                variants.ProductVariantPriceUpdateParams,
                UpdatedItems,
                "Change prices that customer groups have for a variant.",
                body=True,
            )
